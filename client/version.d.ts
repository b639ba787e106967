/** The version in package.json, put in by Vite. */
declare const __ALCOVE_VERSION__: string;
