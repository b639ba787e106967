import { unreachable } from "../../shared/unreachable.ts";
import { ErrorState } from "../ui/error-state.tsx";

/** Loads the page anew, so that the database is not opened again by this version of the app. */
function CrisisLink() {
  return <a href="/crisis">In crisis?</a>;
}

/** This tab and another have different versions of the app, and only one of them can have the database. */
export function OtherTab({ why }: { why: "superseded" | "blocked" }) {
  switch (why) {
    case "superseded":
      return (
        <main id="main">
          <ErrorState title="Alcove was updated in another tab" onRetry={() => window.location.reload()}>
            This tab still has the version before. Reload it to go on here. What you wrote is kept on this
            device. <CrisisLink />
          </ErrorState>
        </main>
      );
    case "blocked":
      return (
        <main id="main">
          <ErrorState title="Another tab has an older version of Alcove">
            Close the other tabs with Alcove, and this one goes on by itself. What you wrote is kept on this
            device. <CrisisLink />
          </ErrorState>
        </main>
      );
    default:
      return unreachable(why);
  }
}
