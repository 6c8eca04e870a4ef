/** Why prices could not be refreshed: one line for people. */
export class PricesError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'PricesError';
  }
}
