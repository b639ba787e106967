import { VisuallyHidden } from "@mantine/core";
import { Link, useLocation } from "react-router";
import { trayCount } from "../replica/reads.ts";
import { useLive } from "../replica/use-live.ts";
import classes from "./bottom-bar.module.css";
import { useDesk } from "./desk.tsx";
import { isAt, placesOf } from "./navigation.ts";
import { usePending } from "./use-pending.ts";

/** The places of the role on a small screen. */
export function BottomBar() {
  const { me, replica } = useDesk();
  const { pathname } = useLocation();
  const refused = useLive(() => trayCount(replica), [replica], 0);
  const pending = usePending();
  return (
    <nav className={classes.bar} aria-label="Main">
      {placesOf(me.role).map((place) => (
        <Link
          key={place.to}
          to={place.to}
          className={classes.place}
          aria-current={isAt(place, pathname) ? "page" : undefined}
        >
          <span className={classes.icon}>
            <place.icon size={22} stroke={1.7} aria-hidden="true" />
            {place.to === "/tray" && refused > 0 && (
              <span className={classes.count}>{refused > 9 ? "9+" : refused}</span>
            )}
            {place.to === "/people" && pending > 0 && (
              <span className={classes.count}>
                {pending > 9 ? "9+" : pending}
                <VisuallyHidden> waiting for approval</VisuallyHidden>
              </span>
            )}
          </span>
          {place.label}
        </Link>
      ))}
    </nav>
  );
}
