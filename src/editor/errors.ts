/** Something that a user can mend: shown as it is, with an action that helps, and never with a stack. */
export class ExpectedError extends Error {
  readonly action: ErrorAction | undefined;

  /** `message` says what, where and what to do, in a sentence or two. */
  constructor(message: string, action?: ErrorAction) {
    super(message);
    this.name = 'ExpectedError';
    this.action = action;
  }
}

export interface ErrorAction {
  readonly title: string;
  run(): unknown;
}
