import * as Y from "yjs";
import { encodeMessage } from "../../shared/protocol/frames.ts";
import type { Attack } from "../attack.ts";
import { type Ground, takeGround } from "../ground.ts";
import { type SignedIn, signIn } from "../sign-in.ts";
import { password, type Target } from "../target.ts";
import { Tries } from "../tries.ts";
import { ask, asPage, codeOf } from "./ask.ts";

/** In every message of the ground, and nowhere else. */
const words = "message ";
/** An address under which a file could be asked for. */
const anyHash = "0".repeat(64);

type Way = {
  name: string;
  into: "counselor" | "student";
  open(ground: Ground, admin: SignedIn): Promise<void>;
};

/** Every way in which somebody else than its owner gets into an account by a recovery. */
function waysOf(target: Target): Way[] {
  const open = async (link: string) => {
    const answer = await ask(target.port, {
      method: "POST",
      path: "/api/reset-password",
      headers: asPage(target.url, ""),
      body: JSON.stringify({ token: link.split("#token=")[1], password }),
    });
    if (answer.status !== 204) throw new Error(`the link was answered ${answer.status}`);
  };
  const linkInto =
    (of: (ground: Ground) => SignedIn, by: "mail" | "admin" | "console") =>
    async (ground: Ground, admin: SignedIn) =>
      open(
        await target.accounts((accounts) =>
          accounts.resetLink(
            of(ground).person.id,
            by === "admin" ? admin.person : by === "mail" ? "mail" : null,
            target.url,
          ),
        ),
      );
  const counselor = ({ counselorAs }: Ground) => counselorAs;
  return [
    { name: "a link that an admin saw", into: "counselor", open: linkInto(counselor, "admin") },
    { name: "a link of the console", into: "counselor", open: linkInto(counselor, "console") },
    { name: "a mailbox that was broken into", into: "counselor", open: linkInto(counselor, "mail") },
    {
      name: "a password of the console",
      into: "counselor",
      open: ({ counselorAs }) =>
        target.accounts((accounts) => accounts.setPassword(counselorAs.person.id, password)),
    },
    {
      name: "a mailed link after a change of role, and the role back",
      into: "counselor",
      open: async (ground, admin) => {
        const { id } = ground.counselorAs.person;
        await target.accounts((accounts) => accounts.setRole(id, "student", admin.person));
        await linkInto(counselor, "mail")(ground, admin);
        await target.accounts((accounts) => accounts.setRole(id, "counselor", admin.person));
      },
    },
    {
      name: "an admin's link for a student, opened by the admin",
      into: "student",
      open: async ({ malloryAs }, admin) => {
        const answer = await ask(target.port, {
          method: "POST",
          path: `/api/people/${malloryAs.person.id}/reset-password`,
          headers: asPage(target.url, admin.cookie),
          body: "{}",
        });
        await open(/"link":"([^"]+)"/.exec(answer.text)?.[1] ?? "");
      },
    },
  ];
}

export const withheld: readonly Attack[] = [
  {
    group: "http",
    name: "a-recovered-account-reads-nothing",
    promise:
      "Whoever gets into an account by a recovery, by any way there is, reads no word of its tickets: not over /sync of any version, plain sockets, files, feeds or the API; nor can they confirm it themselves.",
    run: async (target) => {
      const tries = new Tries();
      for (const way of waysOf(target)) {
        const ground = await takeGround(target);
        const admin = await target.add("admin", "Ada");
        const { person } = way.into === "counselor" ? ground.counselorAs : ground.malloryAs;
        const device = way.into === "counselor" ? ground.counselor : ground.mallory;
        const before = await ask(target.port, {
          method: "POST",
          path: "/api/calendar-feed",
          headers: asPage(target.url, (await target.signIn({ ...ground.counselorAs, person })).cookie),
          body: "{}",
        });
        const feed = /\/calendar\/[\w-]+\.ics/.exec(before.text)?.[0] ?? "";
        const from = device.snapshot();
        await way.open(ground, admin);
        const thief = await signIn(target.url, person, password);
        await reads(target, ground, thief, { from, feed }, (held, told) =>
          tries.expect(held, `${way.name}: ${told}`),
        );
        await confirms(target, thief, admin, (held, told) => tries.expect(held, `${way.name}: ${told}`));
        target.hangUp();
      }
      return tries.outcome("no word over any way");
    },
  },
];

type Expect = (held: boolean, told: string) => void;

async function reads(
  target: Target,
  { own }: Ground,
  thief: SignedIn,
  { from, feed }: { from: ReturnType<Ground["mallory"]["snapshot"]>; feed: string },
  expect: Expect,
): Promise<void> {
  const docs = [own.ticket, own.request, own.chat, own.notes];
  for (const protocol of ["alcove.1", "alcove.2"]) {
    for (const options of [{ protocol }, { protocol, from }]) {
      const device = await target.device(thief, options);
      for (const doc of docs) {
        expect(device.messages(doc, "update").length === 0, `${doc} over ${protocol}`);
        device.say(doc, { type: "step1", stateVector: Y.encodeStateVector(new Map()) });
        await device.until(() => device.messages(doc, "denied").length > 0, "the refusal");
        expect(device.messages(doc, "step2").length === 0, `${doc} by step 1 over ${protocol}`);
      }
      const { receipt } = await device.write(own.chat, { type: "chat.message", body: "It is me." });
      expect(receipt.status === "retry-later", `a message over ${protocol}: ${receipt.status}`);
      const heard = JSON.stringify(device.came.filter((each) => "control" in each));
      expect(!heard.includes(words), `words in what is said over ${protocol}`);
    }
  }
  for (const doc of docs) {
    const socket = target.socket(`/sync/${doc}`, thief);
    if (await socket.opened()) {
      socket.send(encodeMessage({ type: "step1", stateVector: Y.encodeStateVector(new Map()) }));
      await socket.ponged();
    }
    const came = Buffer.concat(socket.came).toString("latin1");
    expect(!came.includes(words) && !came.includes("Exams"), `words of ${doc} on a plain socket`);
  }
  for (const path of [
    `/api/files/${own.id}/${anyHash}`,
    "/api/notices",
    "/api/calendar-feed",
    "/api/recoveries",
    `/api/tickets/${own.id}/conflict/${thief.person.id}`,
    feed,
  ]) {
    const answer = await ask(target.port, { path, headers: { cookie: thief.cookie } });
    expect([403, 404].includes(answer.status), `${path.slice(0, 20)}: ${answer.status}`);
    expect(!answer.text.includes(words), `words in ${path.slice(0, 20)}`);
  }
}

/** The thief, the admin, and a counselor whom the admin has just made. */
async function confirms(target: Target, thief: SignedIn, admin: SignedIn, expect: Expect): Promise<void> {
  const puppet = await target.add("counselor", "Puppet");
  for (const [who, by] of Object.entries({ thief, admin, puppet })) {
    const answer = await ask(target.port, {
      method: "POST",
      path: `/api/recoveries/${thief.person.id}/confirm`,
      headers: asPage(target.url, by.cookie),
      body: "{}",
    });
    expect(answer.status === 403, `confirmed by the ${who}: ${answer.status} ${codeOf(answer)}`);
  }
  const stands = await target.accounts((accounts) => accounts.person(thief.person.id)?.status);
  expect(stands === "withheld", `it stands as ${stands}`);
}
