/** The demo's worker: how far each postcode is from the middle of the contiguous United States, in whole metres. */
const MIDDLE = { latitude: 39.8283, longitude: -98.5795 };
const EARTH_METRES = 6_371_000;

export async function handler({ Items }) {
  return Items.map((row) => ({ zipCode: row.zip_code, metres: metresFromMiddle(row) }));
}

/** Great-circle distance by the haversine formula; rounded, so that sums are exact. */
export function metresFromMiddle({ latitude, longitude }) {
  const radians = (degrees) => (Number(degrees) * Math.PI) / 180;
  const north = radians(latitude) - radians(MIDDLE.latitude);
  const east = radians(longitude) - radians(MIDDLE.longitude);
  const a =
    Math.sin(north / 2) ** 2 +
    Math.cos(radians(MIDDLE.latitude)) * Math.cos(radians(latitude)) * Math.sin(east / 2) ** 2;
  return Math.round(2 * EARTH_METRES * Math.asin(Math.sqrt(a)));
}
