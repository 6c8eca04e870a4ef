const STRUCTURE = 'https://docs.aws.amazon.com/step-functions/latest/dg/workflow-states.html';
const INTRINSICS = 'https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html';
const JSONATA = 'https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html';
const SUBSTITUTIONS =
  'https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-statemachine.html';
const PATHS = 'https://docs.aws.amazon.com/step-functions/latest/dg/amazon-states-language-paths.html';

const ONE_NAME = `two states have one name, in different scopes: names are unique in the whole machine (${STRUCTURE})`;
const COMMAS = `arguments without commas between them: a call separates them by commas (${INTRINSICS})`;
const SUBSTITUTED = `rejects a \${…} that DefinitionSubstitutions fills in (${SUBSTITUTIONS})`;

/** Documents of less trusted sources whose verdict contradicts AWS, with what AWS says. */
export const EXCEPTIONS: Readonly<Record<string, string>> = {
  'valid/amazon-states-language-service-json/Terminal_State.Accepts_Succeed_and_Fail_state_as_terminal_states.json':
    ONE_NAME,
  'valid/amazon-states-language-service-yaml/Terminal_State.Accepts_Succeed_and_Fail_state_as_terminal_states.asl.yaml':
    ONE_NAME,
  'valid/amazon-states-language-service-yaml/ASL_Improvements.Test_validation_of_ResultSelector_field.Does_not_show_diagnostics_for_valid_Intrinsic_Functions.asl.yaml':
    COMMAS,
  'valid/amazon-states-language-service-yaml/Test_validation_of_Properties_field.Does_not_show_diagnostics_for_valid_Intrinsic_Functions.asl.yaml':
    COMMAS,
  'valid/asl-validator/current-value-predicate.json': `a bare word in a filter, where a string takes quotes (${PATHS})`,
  'valid/asl-validator/path-array-context.json': `a script in brackets, which is no operator of the paths that AWS has (${PATHS})`,
  'valid/cfn-lint-E3601/Error_handling.json':
    'the text of a Python dictionary (True, commas at the end), which is no JSON (https://www.rfc-editor.org/rfc/rfc8259)',
  'invalid/asl-validator/cfn-definition-substitutions.json': SUBSTITUTED,
  'invalid/cfn-lint-E3601/Valid_string_json.json': SUBSTITUTED,
  'invalid/asl-validator/jsonata-surround-syntax-no-spaces.json': `{%10%} needs no blanks inside (${JSONATA})`,
};
