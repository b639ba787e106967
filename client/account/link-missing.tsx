import { Text } from "@mantine/core";
import { ToScreen } from "../ui/to-screen.tsx";
import { OutsidePage } from "./outside-page.tsx";

/** The page of a one-time link, opened without its token: reloaded, or copied without its end. */
export function LinkMissing({ what, where }: { what: string; where: string }) {
  return (
    <OutsidePage title="Open the link again" below={<ToScreen to="/sign-in">Sign in</ToScreen>}>
      <Text>
        This page needs the whole {what}. You find it {where}. Please open it again, or copy it with
        everything after the # sign.
      </Text>
    </OutsidePage>
  );
}
