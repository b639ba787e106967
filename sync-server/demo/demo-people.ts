import type { Role } from "../../shared/policy/roles.ts";

/** Everybody's, and printed at the start: a demo has nothing to keep. */
export const demoPassword = "alcove-demo";

export type DemoPerson = { name: string; email: string; role: Role };

const students = [
  "Amara Okafor",
  "Bảo Nguyễn",
  "Carla Rossi",
  "Daniyar Akhmetov",
  "Elif Yıldız",
  "Farah Siddiqui",
  "Gabriel Sousa",
  "Hana Nováková",
  "Isaac Cohen",
  "Jaya Patel",
  "Kofi Mensah",
  "Lin Wei",
];
const counselors = ["Ingrid Solberg", "Kenji Watanabe", "Leila Haddad", "Tomás Rivera"];

export const demoPeople: readonly DemoPerson[] = [
  person("Ruth Mwangi", "admin"),
  ...counselors.map((name) => person(name, "counselor")),
  ...students.map((name) => person(name, "student")),
];

function person(name: string, role: Role): DemoPerson {
  const local = name
    .replaceAll("ı", "i")
    .normalize("NFD")
    .replaceAll(/\p{Mark}/gu, "")
    .toLowerCase()
    .replaceAll(" ", ".");
  return { name, email: `${local}@campus.example`, role };
}
