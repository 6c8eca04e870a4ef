/** Something that can't be started as asked. The message is one line for the user: what, where, what to do. */
export class RunRefused extends Error {
  /** Whether the definition is what is bad, or what was said about how to run it. */
  readonly about: 'definition' | 'options';
  constructor(about: 'definition' | 'options', message: string) {
    super(message);
    this.name = 'RunRefused';
    this.about = about;
  }
}
