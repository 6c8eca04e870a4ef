/** The package has no types of its own: what it answers, of what we use. */
declare module 'asl-validator' {
  export default function validate(definition: object): {
    readonly errors: readonly {
      readonly 'Error code': string;
      readonly Message: string;
      readonly schemaError?: { readonly instancePath: string; readonly schemaPath: string };
    }[];
  };
}
