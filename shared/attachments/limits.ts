/** Bytes of one file unless the campus sets another limit, and what it may set: a phone's photo, and what a phone can hold. */
export const fileBytes = { usual: 20 * 1024 * 1024, least: 1024 * 1024, most: 100 * 1024 * 1024 } as const;

/** Where files go up and come down: `POST <path>`, `GET <path>/<chat id>/<sha256>`. */
export const filesPath = "/api/files";
