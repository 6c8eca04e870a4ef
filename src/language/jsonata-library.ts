/** A function as it is shown: how it is called, and what it gives. */
export interface FunctionInfo {
  /** Without `$` for JSONata, with `States.` for intrinsic functions. */
  readonly name: string;
  /** Names of the arguments, with `?` after those that may be left out. */
  readonly parameters: readonly string[];
  readonly about: string;
  readonly page: string;
}

const JSONATA_PAGES = 'https://docs.jsonata.org';
const STEP_FUNCTIONS_PAGE = 'https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html';

/** `name parameters…: what it gives`, a line each. */
function readTable(page: string, table: string): FunctionInfo[] {
  return table
    .trim()
    .split('\n')
    .map((line) => {
      const [head = '', ...about] = line.split(': ');
      const [name = '', ...parameters] = head.trim().split(' ');
      return { name, parameters, about: about.join(': '), page };
    });
}

const STRINGS = `
string arg prettify?: The argument as a string; what is no string becomes JSON text.
length str: Number of characters.
substring str start length?: Characters from start (0 is the first, negative counts from the end).
substringBefore str chars: What stands before the first occurrence of chars.
substringAfter str chars: What stands after the first occurrence of chars.
uppercase str: All letters in upper case.
lowercase str: All letters in lower case.
trim str: Without blanks at both ends, and single blanks within.
pad str width char?: Filled up to a width: on the right, or on the left where the width is negative.
contains str pattern: Whether the string holds the pattern, a string or a regular expression.
split str separator limit?: Array of the parts between separators.
join array separator?: The strings of an array as one.
match str pattern limit?: Array of the matches of a regular expression, with their groups.
replace str pattern replacement limit?: With each match of the pattern replaced.
base64encode string: In Base64.
base64decode string: The text that Base64 stands for, as UTF-8.
encodeUrlComponent str: Escaped as a part of a URL.
encodeUrl str: Escaped as a whole URL.
decodeUrlComponent str: What an escaped part of a URL stands for.
decodeUrl str: What an escaped URL stands for.`;

const NUMBERS = `
number arg: The argument as a number.
abs number: Without its sign.
floor number: The next integer below.
ceil number: The next integer above.
round number precision?: Rounded, halves to the even digit.
power base exponent: The base to the power of the exponent.
sqrt number: The square root.
formatNumber number picture options?: As text, by a picture such as '#,##0.00'.
formatBase number radix?: As text in a number base from 2 to 36.
formatInteger number picture: As text: 'I' for Roman numerals, 'w' for words.
parseInteger string picture: The integer that a text stands for.
sum array: Sum of the numbers of an array.
max array: Largest number of an array.
min array: Smallest number of an array.
average array: Mean of the numbers of an array.`;

const BOOLEANS = `
boolean arg: Whether the argument counts as true.
not arg: The opposite of what the argument counts as.
exists arg: Whether the expression gives anything.`;

const ARRAYS = `
count array: Number of items; 1 for what is no array.
append array1 array2: Both arrays, one after the other.
sort array function?: In order; the function says whether its first argument comes after its second.
reverse array: From the last item to the first.
shuffle array: In an order of chance.
distinct array: Each value once.
zip array1 array2?: Items at the same position of each array, as arrays.`;

const OBJECTS = `
keys object: Names of the object’s keys; of an array of objects, of all of them.
lookup object key: The value of a key.
spread object: Array of objects with one key each.
merge array: One object of all keys; of a key that occurs twice the last counts.
sift object function: The pairs for which the function gives true.
each object function: Array of what the function gives for each pair.
error message?: Fails with a message.
assert condition message?: Fails with a message unless the condition is true.
type value: "null", "number", "string", "boolean", "array", "object" or "function".
clone object: A copy.`;

const HIGHER_ORDER = `
map array function: What the function gives for each item.
filter array function: Items for which the function gives true.
single array function?: The one item for which the function gives true; fails where there is none or more.
reduce array function init?: What the function makes of all items, two at a time from the left.`;

const TIMES = `
now picture? timezone?: The time of the evaluation as text, ISO 8601 unless there is a picture.
millis: The time of the evaluation in milliseconds since 1970.
fromMillis number picture? timezone?: Milliseconds since 1970 as text.
toMillis timestamp picture?: A text as milliseconds since 1970.`;

/** https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html, "JSONata functions provided by Step Functions" */
const STEP_FUNCTIONS = `
partition array size: An array in chunks of a size.
range first last step: Array of numbers from the first to the last, step apart; at most 1,000.
hash data algorithm: Hash of a string: MD5, SHA-1, SHA-256, SHA-384 or SHA-512.
random seed?: A number of at least 0 and less than 1; the same for the same seed.
uuid: A version 4 UUID.
parse string: The value that a JSON text stands for; $eval does not exist in Step Functions.`;

/** JSONata’s functions, and those that Step Functions adds, by name without `$`. */
export const JSONATA_LIBRARY: ReadonlyMap<string, FunctionInfo> = new Map(
  [
    ...readTable(`${JSONATA_PAGES}/string-functions`, STRINGS),
    ...readTable(`${JSONATA_PAGES}/numeric-functions`, NUMBERS),
    ...readTable(`${JSONATA_PAGES}/boolean-functions`, BOOLEANS),
    ...readTable(`${JSONATA_PAGES}/array-functions`, ARRAYS),
    ...readTable(`${JSONATA_PAGES}/object-functions`, OBJECTS),
    ...readTable(`${JSONATA_PAGES}/higher-order-functions`, HIGHER_ORDER),
    ...readTable(`${JSONATA_PAGES}/date-time-functions`, TIMES),
    ...readTable(STEP_FUNCTIONS_PAGE, STEP_FUNCTIONS),
  ].map((info) => [info.name, info]),
);

const INTRINSICS_PAGE = 'https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html';

const INTRINSIC_TABLE = `
States.Format template value…: The template with each {} replaced by the next value.
States.StringToJson text: The value that a JSON text stands for.
States.JsonToString value: The value as JSON text.
States.Array value…: An array of the values.
States.ArrayPartition array size: The array in chunks of a size.
States.ArrayContains array value: Whether the array holds the value.
States.ArrayRange first last step: Array of numbers from the first to the last, step apart; at most 1,000.
States.ArrayGetItem array index: The item at an index, from 0.
States.ArrayLength array: Number of items.
States.ArrayUnique array: Each value once.
States.Base64Encode text: In Base64; at most 10,000 characters.
States.Base64Decode text: The text that Base64 stands for; at most 10,000 characters.
States.Hash data algorithm: Hash of a string: 'MD5', 'SHA-1', 'SHA-256', 'SHA-384' or 'SHA-512'; at most 10,000 characters.
States.JsonMerge first second deep: One object of both; the second’s keys win. deep must be false.
States.MathRandom first end seed?: An integer from the first to below the end.
States.MathAdd number addend: The sum of two integers.
States.StringSplit text separators: Array of the parts between any of the characters of separators.
States.UUID: A version 4 UUID.`;

/** The intrinsic functions of JSONPath states, by name with `States.`. */
export const INTRINSIC_LIBRARY: ReadonlyMap<string, FunctionInfo> = new Map(
  readTable(INTRINSICS_PAGE, INTRINSIC_TABLE).map((info) => [info.name, info]),
);

/** `$sum(array)`: how a function is called. */
export function signatureOf({ name, parameters }: FunctionInfo): string {
  return `${name.startsWith('States.') ? '' : '$'}${name}(${parameters.join(', ')})`;
}
