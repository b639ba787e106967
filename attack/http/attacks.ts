import type { Attack } from "../attack.ts";
import { bodies } from "./bodies.ts";
import { cookies } from "./cookies.ts";
import { crossSite } from "./cross-site.ts";
import { guessing } from "./guessing.ts";
import { names } from "./names.ts";
import { otherHosts } from "./other-hosts.ts";
import { paths } from "./paths.ts";
import { proxies } from "./proxies.ts";
import { rates } from "./rates.ts";
import { recovery } from "./recovery.ts";
import { roles } from "./roles.ts";
import { stolenBackup } from "./stolen-backup.ts";
import { uploadsOfOthers } from "./uploads-of-others.ts";
import { withheld } from "./withheld.ts";

/** What can be sent to the server over HTTP by somebody who has an account, and by nobody at all. */
export const httpAttacks: readonly Attack[] = [
  ...guessing,
  ...cookies,
  ...crossSite,
  ...paths,
  ...bodies,
  ...names,
  ...recovery,
  ...withheld,
  ...roles,
  ...rates,
  ...uploadsOfOthers,
  ...otherHosts,
  ...proxies,
  // Last, since it spends what strangers at one address may ask.
  ...stolenBackup,
];
