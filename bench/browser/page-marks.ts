/** What a page under measurement has seen so far, in ms since its navigation began; null while it has not happened. */
export type PageMarks = {
  /** The sign-in form was sent. */
  submitted: number | null;
  /** The first byte of the page itself: before it the browser, and the service worker's start. */
  firstByte: number;
  /** The first row of the queue was painted. */
  rows: number | null;
  /** A row was clicked in the frame after it was painted, and its ticket was on the screen. */
  opened: number | null;
  /** The app's socket was asked for, and stood. */
  connecting: number | null;
  connected: number | null;
  /** The badge said that everything is here. */
  synced: number | null;
  /** Sockets asked for: more than one, and a connection was lost on the way. */
  sockets: number;
  /** Bytes of the socket's messages so far. */
  bytesDown: number;
  bytesUp: number;
};

/**
 * Runs in the page before the app does: looks at what is on the screen once in each frame, as a person would.
 * @param click opens the first row as soon as it is there
 */
export function markPage(click: boolean): void {
  const marks: PageMarks = {
    submitted: null,
    firstByte: 0,
    rows: null,
    opened: null,
    connecting: null,
    connected: null,
    synced: null,
    sockets: 0,
    bytesDown: 0,
    bytesUp: 0,
  };
  Object.assign(window, { pageMarks: marks });
  addEventListener(
    "submit",
    () => {
      marks.submitted = performance.now();
    },
    { capture: true },
  );
  window.WebSocket = class extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      marks.sockets++;
      marks.connecting ??= performance.now();
      this.addEventListener("open", () => {
        marks.connected ??= performance.now();
      });
      this.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
        if (data instanceof ArrayBuffer) marks.bytesDown += data.byteLength;
      });
    }

    override send(data: string | ArrayBufferLike | Blob | ArrayBufferView<ArrayBufferLike>): void {
      if (ArrayBuffer.isView(data)) marks.bytesUp += data.byteLength;
      super.send(data as ArrayBuffer);
    }
  };
  const headline = () => document.querySelector("main h1")?.textContent ?? null;
  let queue: string | null = null;
  const look = () => {
    const row = document.querySelector<HTMLAnchorElement>('main li a[href^="/tickets/"]');
    if (marks.rows === null && row !== null) {
      marks.rows = performance.now();
      queue = headline();
      if (click) row.click();
    }
    // The address changes at once; the ticket's own headline comes when it is read and painted.
    const isAway = location.pathname.startsWith("/tickets/") && headline() !== null && headline() !== queue;
    if (marks.opened === null && isAway) marks.opened = performance.now();
    if (marks.synced === null && document.querySelector('header [data-look="calm"]') !== null) {
      marks.synced = performance.now();
    }
    requestAnimationFrame(look);
  };
  addEventListener("DOMContentLoaded", () => {
    const [navigation] = performance.getEntriesByType("navigation");
    if (navigation instanceof PerformanceNavigationTiming) marks.firstByte = navigation.responseStart;
    look();
  });
}
