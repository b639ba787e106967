/** What of a browser decides what it lacks; `window` and its `navigator` have it. */
export type Surroundings = {
  navigator: { userAgent: string; maxTouchPoints?: number; standalone?: boolean };
  SyncManager?: unknown;
  PushManager?: unknown;
};

/** What a browser cannot do for Alcove, each a thing that a person can do something about. */
export type Lacks = {
  /** It sends what waits only while Alcove is open. */
  backgroundSync: boolean;
  /** An iPhone or iPad, where only an app on the Home Screen gets push messages and keeps what is stored. */
  homeScreen: boolean;
};

export function lacks(surroundings: Surroundings = window): Lacks {
  const { navigator } = surroundings;
  return {
    backgroundSync: surroundings.SyncManager === undefined,
    homeScreen: isAppleTouch(navigator) && navigator.standalone !== true,
  };
}

/** An iPad says that it is a Mac, and no Mac has a touch screen. */
function isAppleTouch({ userAgent, maxTouchPoints = 0 }: Surroundings["navigator"]): boolean {
  return /iPhone|iPad|iPod/.test(userAgent) || (/Macintosh/.test(userAgent) && maxTouchPoints > 1);
}

export const lackWords = {
  backgroundSync: "This browser sends only while Alcove is open, so open it again when you're back online.",
  homeScreen:
    "Safari deletes what is stored here, unsent messages too, after seven days without a visit. To keep it, and to get push messages, add Alcove to your Home Screen: tap Share, then Add to Home Screen.",
} as const;
