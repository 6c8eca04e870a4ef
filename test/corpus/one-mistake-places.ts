/** Where each document of one-mistake.json has its mistake: the JSON Pointer that a finding must have to have caught it. */
export const PLACES: Readonly<Record<string, string>> = {};
