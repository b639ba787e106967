import { Component, type ReactNode } from "react";
import { ErrorState } from "../ui/error-state.tsx";

type Caught = { caught: { fault: unknown } | null };

/** Catches what a screen throws: the rest of the app goes on. At another `place` it tries again. */
export class ErrorBoundary extends Component<{ place: string; children: ReactNode }, Caught> {
  override state: Caught = { caught: null };

  static getDerivedStateFromError(fault: unknown): Caught {
    return { caught: { fault } };
  }

  // Not a `key`: a screen that stays at another address, like the queue beside a ticket, keeps what is typed in it.
  override componentDidUpdate(before: { place: string }) {
    if (before.place !== this.props.place && this.state.caught !== null) this.setState({ caught: null });
  }

  override render() {
    const { caught } = this.state;
    if (caught === null) return this.props.children;
    const missing = isMissingChunk(caught.fault);
    return (
      <ErrorState
        title={missing ? "This part is not here yet" : "This screen stopped working"}
        onRetry={() => window.location.reload()}
      >
        {missing
          ? "It could not be fetched. Check your connection and try again."
          : "What you wrote is kept on this device. Reload the app to go on; if it happens again, tell an admin of your campus."}
      </ErrorState>
    );
  }
}

/** A lazy part that the browser could not fetch: an old page after an update, or no network at the first visit. */
function isMissingChunk(fault: unknown): boolean {
  return (
    fault instanceof Error && /dynamically imported module|module script|preload CSS/i.test(fault.message)
  );
}
