/** The guard's rules on form; G10 is the policy. SPEC.md says each in full. */
export type GuardRule = "G1" | "G2" | "G3" | "G4" | "G5" | "G6" | "G7" | "G8" | "G9" | "G10";

/** Thrown inside the decoder and turned into a refusal at its edge. */
export class Malformed extends Error {
  readonly rule: GuardRule;
  constructor(rule: GuardRule, detail: string) {
    super(detail);
    this.rule = rule;
  }
}
