import { MantineProvider } from "@mantine/core";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { AlsoHere } from "./also-here.tsx";

test("[D40] each name in a sentence runs its own way, and turns nothing around it", () => {
  const markup = renderToStaticMarkup(
    <MantineProvider>
      <AlsoHere
        others={[
          { id: "1", name: "محمد علي", activity: "typing" },
          { id: "2", name: "Ada", activity: "viewing" },
        ]}
      />
    </MantineProvider>,
  );
  expect(markup).toContain("Also here: <bdi>محمد علي</bdi> (typing), <bdi>Ada</bdi>");
});
