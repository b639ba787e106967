import type { Attack } from "../attack.ts";
import type { Scale } from "../target.ts";
import { Tries } from "../tries.ts";
import { type Answer, ask, asPage, codeOf } from "./ask.ts";
import { type OwnServer, withOwnServer } from "./own-server.ts";

const password = "correct horse battery";
const victim = "sam@campus.example";
/** Guesses that get through by the time that passes meanwhile, on a slow machine. */
const slack = 6;

const spraying: Record<Scale, number> = { small: 0, full: 150, long: 400 };

function guess(
  { port, url }: OwnServer,
  email: string,
  { word = "not the password", forwarded }: { word?: string; forwarded?: string } = {},
): Promise<Answer> {
  return ask(port, {
    method: "POST",
    path: "/api/auth/sign-in/email",
    headers: { ...asPage(url, ""), ...(forwarded === undefined ? {} : { "x-forwarded-for": forwarded }) },
    body: JSON.stringify({ email, password: word }),
  });
}

/** How many of the answers say that a password was looked at. */
function looked(answers: readonly Answer[]): number {
  return answers.filter((answer) => codeOf(answer) === "wrong-credentials" || answer.status === 200).length;
}

function others(answers: readonly Answer[]): Answer[] {
  return answers.filter(
    (answer) => !["wrong-credentials", "too-many-attempts"].includes(codeOf(answer) ?? ""),
  );
}

export const guessing: readonly Attack[] = [
  {
    group: "http",
    name: "guess-one-password",
    promise:
      "One address gets five guesses at an account, whatever X-Forwarded-For says where no proxy is trusted; then not even the right one is looked at.",
    run: () =>
      withOwnServer({ emails: [victim], password }, async (server) => {
        const tries = new Tries();
        const answers: Answer[] = [];
        for (let count = 0; count < 40; count++) {
          answers.push(await guess(server, victim, { forwarded: `10.1.${count}.1` }));
          answers.push(await guess(server, count % 2 ? victim.toUpperCase() : victim));
        }
        tries.count(answers.length);
        tries.alsoExpect(looked(answers) <= 5 + slack, `${looked(answers)} guesses were looked at`);
        tries.alsoExpect(others(answers).length === 0, `answered ${others(answers)[0]?.text}`);
        const right = await guess(server, victim, { word: password });
        tries.expect(right.status === 429, `the right password after that: ${right.status}`);
        tries.alsoExpect(Number(right.headers["retry-after"]) > 0, "no Retry-After");
        return tries.outcome(`${looked(answers)} looked at, then 429`);
      }),
  },
  {
    group: "http",
    name: "guess-from-many-addresses",
    promise:
      "Behind a trusted proxy an account takes twenty guesses from everywhere; what a client itself writes into X-Forwarded-For counts for nothing.",
    run: () =>
      withOwnServer(
        { env: { TRUST_PROXY: "1" }, emails: [victim, "sue@campus.example"], password },
        async (server) => {
          const tries = new Tries();
          const many = await Promise.all(
            Array.from({ length: 60 }, (_, count) =>
              guess(server, victim, { forwarded: `203.0.113.${count}` }),
            ),
          );
          const spoofed = await Promise.all(
            Array.from({ length: 40 }, (_, count) =>
              guess(server, "sue@campus.example", { forwarded: `203.0.${count}.7, 198.51.100.1` }),
            ),
          );
          tries.count(many.length + spoofed.length);
          tries.alsoExpect(looked(many) <= 20 + slack, `${looked(many)} guesses from many addresses`);
          tries.alsoExpect(
            looked(spoofed) <= 5 + slack,
            `${looked(spoofed)} guesses by naming other addresses`,
          );
          const strange = [...others(many), ...others(spoofed)].filter((answer) => codeOf(answer) !== "busy");
          tries.alsoExpect(strange.length === 0, `answered ${strange[0]?.text}`);
          return tries.outcome(
            `${looked(many)} from 60 addresses, ${looked(spoofed)} from one that names 40`,
          );
        },
      ),
  },
  {
    group: "http",
    name: "spray-passwords",
    promise: "One address gets a hundred guesses at all accounts together.",
    run: ({ scale }) =>
      withOwnServer({ emails: [victim], password }, async (server) => {
        const tries = new Tries();
        const answers: Answer[] = [];
        for (let count = 0; count < spraying[scale]; count++)
          answers.push(await guess(server, `student${count}@campus.example`));
        tries.count(answers.length);
        tries.alsoExpect(looked(answers) <= 100 + 4 * slack, `${looked(answers)} guesses were looked at`);
        return tries.outcome(`${looked(answers)} of ${answers.length} looked at`);
      }),
  },
  {
    group: "http",
    name: "who-has-an-account",
    promise:
      "Signing in tells nobody whether there is such an account: not by the answer, and not by its time.",
    run: ({ scale }) => {
      const count = scale === "small" ? 9 : 25;
      const emails = Array.from({ length: count }, (_, each) => `known${each}@campus.example`);
      return withOwnServer({ emails, password }, async (server) => {
        const tries = new Tries();
        const times: Record<"known" | "unknown", number[]> = { known: [], unknown: [] };
        const bodies = new Set<string>();
        await guess(server, "warm@campus.example");
        for (const email of emails) {
          for (const which of ["known", "unknown"] as const) {
            const begun = performance.now();
            const answer = await guess(server, which === "known" ? email : email.replace("known", "nobody"));
            times[which].push(performance.now() - begun);
            bodies.add(`${answer.status} ${answer.text}`);
          }
        }
        tries.count(2 * count);
        tries.alsoExpect(bodies.size === 1, `answers: ${[...bodies].join(" and ")}`);
        const ratio = median(times.known) / median(times.unknown);
        tries.alsoExpect(ratio > 0.5 && ratio < 2, `times stand ${ratio.toFixed(2)} to 1`);
        return tries.outcome(`one answer; times stand ${ratio.toFixed(2)} to 1`);
      });
    },
  },
  {
    group: "http",
    name: "who-has-an-account-by-signing-up",
    promise:
      "Signing up tells nobody whether the address has an account, by no word, header or time, and changes none.",
    run: ({ scale }) => {
      const count = scale === "small" ? 5 : 20;
      const emails = Array.from({ length: count }, (_, each) => `known${each}@campus.example`);
      return withOwnServer({ emails, password }, async (server) => {
        const tries = new Tries();
        const times: Record<"known" | "unknown", number[]> = { known: [], unknown: [] };
        const answers = new Set<string>();
        const signUp = (email: string) =>
          ask(server.port, {
            method: "POST",
            path: "/api/auth/sign-up/email",
            headers: asPage(server.url, ""),
            body: JSON.stringify({ name: "Mallory", email, password: "a password of mallory" }),
          });
        await signUp("warm@campus.example");
        for (const email of emails) {
          for (const which of ["known", "unknown"] as const) {
            const begun = performance.now();
            const answer = await signUp(which === "known" ? email : email.replace("known", "nobody"));
            times[which].push(performance.now() - begun);
            answers.add(`${answer.status} ${answer.text} ${Object.keys(answer.headers).sort()}`);
          }
        }
        tries.count(2 * count);
        tries.alsoExpect(answers.size === 1, `answers: ${[...answers].join(" and ")}`);
        const ratio = median(times.known) / median(times.unknown);
        tries.alsoExpect(ratio > 0.5 && ratio < 2, `times stand ${ratio.toFixed(2)} to 1`);
        const own = await guess(server, emails[0] ?? "", { word: password });
        tries.expect(own.status === 200, `the owner's own password after that: ${own.status}`);
        const taken = await guess(server, emails[0] ?? "", { word: "a password of mallory" });
        tries.expect(codeOf(taken) === "wrong-credentials", `the other password: ${taken.status}`);
        return tries.outcome(`one answer; times stand ${ratio.toFixed(2)} to 1`);
      });
    },
  },
  {
    group: "http",
    name: "guess-behind-the-campus",
    promise:
      "Who guesses behind the campus's one address locks out no device that its people signed in on before; such a device gets five guesses itself.",
    run: () => {
      const emails = Array.from({ length: 12 }, (_, each) => `student${each}@campus.example`);
      return withOwnServer({ emails, password }, async (server) => {
        const tries = new Tries();
        const signIn = (email: string, word: string, cookie: string) =>
          ask(server.port, {
            method: "POST",
            path: "/api/auth/sign-in/email",
            headers: asPage(server.url, cookie),
            body: JSON.stringify({ email, password: word }),
          });
        const devices: string[] = [];
        for (const email of emails) {
          const answer = await signIn(email, password, "");
          const cookies = answer.headers["set-cookie"] ?? [];
          devices.push(
            cookies.map((line) => line.split(";")[0] ?? "").find((pair) => pair.includes("device=")) ?? "",
          );
        }
        const sprayed = await Promise.all(
          Array.from({ length: 140 }, (_, each) => guess(server, `nobody${each}@campus.example`)),
        );
        tries.count(sprayed.length);
        tries.alsoExpect(looked(sprayed) < sprayed.length, "the address itself is not slowed");
        for (const [each, email] of emails.entries()) {
          const answer = await signIn(email, password, devices[each] ?? "");
          tries.expect(answer.status === 200, `an honest device: ${answer.status}`);
        }
        const stolen: Answer[] = [];
        for (let each = 0; each < 20; each++)
          stolen.push(await signIn(emails[0] ?? "", `guess ${each}`, devices[0] ?? ""));
        tries.alsoExpect(looked(stolen) <= 5 + slack, `${looked(stolen)} guesses from a known device`);
        return tries.outcome("12 of 12 honest devices signed in");
      });
    },
  },
];

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}
