export function metresFromMiddle(row: { latitude: string; longitude: string }): number;
