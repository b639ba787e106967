import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const client = new URL("..", import.meta.url);
const read = (file: string) => readFileSync(new URL(file, client), "utf8");

test("every Mantine component in use has its styles", () => {
  const used = new Set<string>();
  for (const file of globSync("**/*.tsx", { cwd: client })) {
    for (const [, names = ""] of read(file).matchAll(/import \{([^}]*)\} from "@mantine\/core"/g)) {
      for (const name of names.split(",")) used.add(name.trim());
    }
  }
  const styles = new URL("../node_modules/@mantine/core/styles/", client);
  const styled = globSync("*.layer.css", { cwd: styles }).map((file) => file.replace(".layer.css", ""));
  const imported = read("ui/styles.ts");
  const missing = styled.filter((name) => used.has(name) && !imported.includes(`/${name}.layer.css`));
  expect(used.size).toBeGreaterThan(20);
  expect(missing).toEqual([]);
});
