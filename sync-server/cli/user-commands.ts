import { randomBytes } from "node:crypto";
import { z } from "zod";
import { roles } from "../../shared/policy/roles.ts";
import type { Accounts, Person } from "../accounts/accounts.ts";
import { emailField } from "../http/body.ts";
import { Problem } from "../http/problem.ts";
import { argumentsOf, type Command, type CommandLine, UsageError, withAccounts } from "./command.ts";
import { table } from "./table.ts";

const passwordOption = { "password-stdin": { type: "boolean" } } as const;

export const userAdd: Command = {
  usage: "user add --email <address> --name <name> --role <student|counselor|admin> [--password-stdin]",
  summary: "adds a person, active at once; without a password prints a link to set one, or a generated one",
  run(args, line) {
    const options = {
      email: { type: "string" },
      name: { type: "string" },
      role: { type: "string" },
    } as const;
    const given = argumentsOf(args, { ...options, ...passwordOption }, 0);
    const email = valid(emailField, given.text("email"), "--email is not an e-mail address");
    const name = given.text("name");
    const role = valid(z.enum(roles), given.text("role"), `--role is one of ${roles.join(", ")}`);
    return withAccounts(line.env, async (accounts, config) => {
      const typed = given.flag("password-stdin") ? await passwordFrom(line) : null;
      const generated = typed === null && config.publicUrl === null ? generatedPassword() : null;
      const person = await accounts.add({ name, email, role, password: typed ?? generated });
      line.out(`Added ${person.name} <${person.email}> as ${person.role}.`);
      if (generated !== null) line.out(`Password: ${generated}`);
      else if (typed === null) printLink(accounts, person, config.publicUrl ?? "", line);
      return 0;
    });
  },
};

export const userList: Command = {
  usage: "user list [--json]",
  summary: "lists everybody with role, status and when they were last here",
  run(args, line) {
    const given = argumentsOf(args, { json: { type: "boolean" } }, 0);
    return withAccounts(line.env, async (accounts) => {
      const people = accounts.people();
      if (given.flag("json")) line.out(JSON.stringify(people, null, 2));
      else {
        const rows = people.map((person) => [
          person.email,
          person.name,
          person.role,
          person.status,
          person.lastSeenAt?.slice(0, 16).replace("T", " ") ?? "never",
        ]);
        for (const row of table([["EMAIL", "NAME", "ROLE", "STATUS", "LAST SEEN (UTC)"], ...rows]))
          line.out(row);
      }
      return 0;
    });
  },
};

/** Handing over appends entries, which only the server that judges them may do. */
const ticketsStay = "Tickets they have stay with them until an admin hands them over in the app.";

export const userSetRole: Command = {
  usage: "user set-role <address> <student|counselor|admin>",
  summary: "gives a person another role; a running server acts on it within a second",
  run(args, line) {
    const given = argumentsOf(args, {}, 2);
    const role = valid(z.enum(roles), given.positional(1), `the role is one of ${roles.join(", ")}`);
    return withAccounts(line.env, async (accounts) => {
      const before = found(accounts, given.positional(0));
      const person = accounts.setRole(before.id, role, null);
      line.out(`${person.email} is ${person.role} now.`);
      if (before.role === "counselor" && role !== "counselor") line.out(ticketsStay);
      return 0;
    });
  },
};

export const userSuspend: Command = {
  usage: "user suspend <address>",
  summary: "suspends a person and ends their sign-ins; a running server acts on it within a second",
  run(args, line) {
    const given = argumentsOf(args, {}, 1);
    return withAccounts(line.env, async (accounts) => {
      const person = accounts.suspend(found(accounts, given.positional(0)).id, null);
      line.out(`${person.email} is suspended and signed out everywhere.`);
      if (person.role === "counselor") line.out(ticketsStay);
      return 0;
    });
  },
};

export const userResetPassword: Command = {
  usage: "user reset-password <address> [--password-stdin]",
  summary: "sets a password, or prints a link to set one (a generated password where PUBLIC_URL is not set)",
  run(args, line) {
    const given = argumentsOf(args, passwordOption, 1);
    return withAccounts(line.env, async (accounts, config) => {
      const person = found(accounts, given.positional(0));
      const typed = given.flag("password-stdin") ? await passwordFrom(line) : null;
      if (typed === null && config.publicUrl !== null) {
        printLink(accounts, person, config.publicUrl, line);
        return 0;
      }
      const password = typed ?? generatedPassword();
      await accounts.setPassword(person.id, password);
      line.out(`${person.email} has a new password and is signed out everywhere.`);
      if (typed === null) line.out(`Password: ${password}`);
      if (accounts.confirmerOf(person.id) !== null)
        line.out(
          `They can read nothing until it is confirmed, in the app or with: alcove user confirm ${person.email}`,
        );
      return 0;
    });
  },
};

export const userConfirm: Command = {
  usage: "user confirm <address>",
  summary: "gives back what was withheld after a recovery, once you know that its owner did that",
  run(args, line) {
    const given = argumentsOf(args, {}, 1);
    return withAccounts(line.env, async (accounts) => {
      const person = found(accounts, given.positional(0));
      accounts.confirmRecovery(person.id, null);
      line.out(`${person.email} can read again what they could read before.`);
      return 0;
    });
  },
};

function found(accounts: Accounts, email: string): Person {
  const person = accounts.personByEmail(email);
  if (!person)
    throw new Problem("no-such-person", { detail: `There is no account with the address ${email}.` });
  return person;
}

function printLink(accounts: Accounts, person: Person, baseUrl: string, line: CommandLine): void {
  line.out("Give them this link; it works once, within 24 hours:");
  line.out(accounts.resetLink(person.id, null, baseUrl));
}

/** The first line of standard input, so that a trailing newline is no part of a password. */
async function passwordFrom(line: CommandLine): Promise<string> {
  return (await line.readInput()).split(/\r?\n/, 1)[0] ?? "";
}

/** 120 random bits in 20 characters. */
function generatedPassword(): string {
  return randomBytes(15).toString("base64url");
}

function valid<T extends z.ZodType>(schema: T, value: string, otherwise: string): z.output<T> {
  const result = schema.safeParse(value);
  if (!result.success) throw new UsageError(otherwise);
  return result.data;
}
