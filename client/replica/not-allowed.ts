import { ruleNamed, rules } from "../../shared/policy/rules.ts";

/** Thrown by an action that the policy says no to; the message is the rule's sentence for people. */
export class NotAllowed extends Error {
  readonly rule: string;
  constructor(rule: string) {
    const known = ruleNamed(rule);
    super(known === null ? "This is not allowed." : rules[known].sentence);
    this.name = "NotAllowed";
    this.rule = rule;
  }
}

/** Thrown for words that do not fit their schema; the message names the field. */
export class NotAnEntry extends Error {
  override readonly name = "NotAnEntry";
}

/** Thrown when the device has no room for what was to be kept on it; nothing of it is. */
export class DeviceFull extends Error {
  override readonly name = "DeviceFull";
  constructor() {
    super("This device is full, so this could not be kept. Free some space on it, then try again.");
  }
}

/** Thrown when a device has too much waiting to take more. */
export class OutboxFull extends Error {
  override readonly name = "OutboxFull";
  constructor() {
    super("Too much is waiting to be sent from this device. Connect to the network, then go on.");
  }
}
