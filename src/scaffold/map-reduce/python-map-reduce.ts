import type { ItemKind } from '../handler.ts';
import { PYTHON_INVALID_ITEM, PYTHON_WHOLE_NUMBER } from '../python-handler.ts';

/** How the sources of one kind of item differ. */
interface Words {
  /** Fields of a partial result: how many, how much in all, how much by what. */
  readonly count: string;
  readonly total: string;
  readonly byKey: string;
  /** Of an item: what it counts for, and under what, as source. */
  readonly amount: string;
  readonly key: string;
  readonly imports: string;
  readonly helpers: string;
  /** [items, the partial result of both, an item that has to fail], as source. */
  readonly test: readonly [string, string, string];
}

const WORDS: Readonly<Record<ItemKind, Words>> = {
  order: {
    count: 'orders',
    total: 'amountCents',
    byKey: 'centsByCountry',
    amount: 'amount_of(item)',
    key: 'item["country"]',
    imports: 'from decimal import ROUND_HALF_UP, Decimal\n\n\n',
    helpers: `def amount_of(order):
    """The amount of an order, in cents: money is counted in whole numbers. From a CSV file every field is a string."""
    return whole_number(order["quantity"], order) * whole_number(order["unit_price"], order, 100)


${PYTHON_WHOLE_NUMBER}`,
    test: [
      `[
    {"order_id": "A-1", "country": "PT", "quantity": "3", "unit_price": "19.99"},
    {"order_id": "A-2", "country": "JP", "quantity": 1, "unit_price": 0.5},
]`,
      `{"orders": 2, "amountCents": 6047, "centsByCountry": {"JP": 50, "PT": 5997}}`,
      `{"order_id": "A-3", "country": "PT", "quantity": "many", "unit_price": "1"}`,
    ],
  },
  object: {
    count: 'objects',
    total: 'bytes',
    byKey: 'bytesByExtension',
    amount: 'bytes_of(item)',
    key: 'extension_of(item)',
    imports: '',
    helpers: `def bytes_of(stored):
    """By what S3 lists alone. To read the object, grant s3:GetObject."""
    size = str(stored["Size"])
    if not size.isdecimal():
        raise InvalidItemError(f"object {stored['Key']}: size {size}")
    return int(size)


def extension_of(stored):
    name = stored["Key"].rsplit("/", 1)[-1]
    dot = name.rfind(".")
    return name[dot + 1 :].lower() if dot > 0 else ""
`,
    test: [
      `[
    {"Key": "input/2026/a.JSON", "Size": 120},
    {"Key": "input/README", "Size": "30"},
]`,
      `{"objects": 2, "bytes": 150, "bytesByExtension": {"": 30, "json": 120}}`,
      `{"Key": "input/b.json", "Size": "large"}`,
    ],
  },
};

/** With its keys in order: batches end in any order, and the same data should give the same text. */
const summary = ({ count, total, byKey }: Words, counted: string): string =>
  `{"${count}": ${counted}, "${total}": sum(by.values()), "${byKey}": dict(sorted(by.items()))}`;

/** The source of the function that makes one partial result of a batch, in Python. */
export function pythonMapperSource(kind: ItemKind): string {
  const words = WORDS[kind];
  return `${words.imports}def handler(event, context):
    """The map: one small result for the whole batch, so that little is left to write and to merge.

    An item that raises fails its whole batch, which is what a tolerated failure percentage counts.
    """
    by = {}
    for item in event["Items"]:
        amount = ${words.amount}
        key = ${words.key}
        by[key] = by.get(key, 0) + amount
    return ${summary(words, 'len(event["Items"])')}


${words.helpers}

${PYTHON_INVALID_ITEM}`;
}

/** The source of the function that merges partial results into one of the same shape, in Python. */
export function pythonReducerSource(kind: ItemKind): string {
  const words = WORDS[kind];
  return `def handler(event, context):
    """The reduce: merges partial results, in any order and grouping, into one of the same shape.

    It is called with what batches gave, with what other calls of it gave, and with nothing.
    """
    by = {}
    count = 0
    for partial in event["Items"]:
        count += partial["${words.count}"]
        for key, amount in partial["${words.byKey}"].items():
            by[key] = by.get(key, 0) + amount
    return ${summary(words, 'count')}
`;
}

export function pythonMapperTestSource(kind: ItemKind): string {
  const { count, total, byKey, test } = WORDS[kind];
  const [items, partial, broken] = test;
  return `import unittest

from tests import load_function

mapper = load_function("mapper")
ITEMS = ${items}


class MapperTest(unittest.TestCase):
    def test_gives_one_result_for_a_batch(self):
        self.assertEqual(mapper.handler({"Items": ITEMS}, None), ${partial})

    def test_gives_that_of_nothing_for_an_empty_batch(self):
        self.assertEqual(mapper.handler({"Items": []}, None), {"${count}": 0, "${total}": 0, "${byKey}": {}})

    def test_fails_on_an_item_that_makes_no_sense(self):
        with self.assertRaises(mapper.InvalidItemError):
            mapper.handler({"Items": [*ITEMS, ${broken}]}, None)
`;
}

export function pythonReducerTestSource(kind: ItemKind): string {
  const { count, total, byKey } = WORDS[kind];
  const partial = (many: number, amount: number, by: string): string =>
    `{"${count}": ${String(many)}, "${total}": ${String(amount)}, "${byKey}": ${by}}`;
  return `import unittest

from tests import load_function

reducer = load_function("reducer")
PARTIALS = [
    ${partial(2, 120, '{"a": 100, "b": 20}')},
    ${partial(1, 3, '{"b": 3}')},
    ${partial(4, 7, '{"c": 7}')},
]
MERGED = ${partial(7, 130, '{"a": 100, "b": 23, "c": 7}')}
NOTHING = ${partial(0, 0, '{}')}


def reduce(*partials):
    return reducer.handler({"Items": list(partials)}, None)


class ReducerTest(unittest.TestCase):
    def test_merges_partial_results(self):
        self.assertEqual(reduce(*PARTIALS), MERGED)

    def test_gives_the_same_whatever_was_merged_before_and_in_which_order(self):
        first, *rest = PARTIALS
        self.assertEqual(reduce(reduce(*rest), first), MERGED)
        self.assertEqual(reduce(MERGED, NOTHING), MERGED)

    def test_gives_that_of_nothing_for_nothing(self):
        self.assertEqual(reduce(), NOTHING)
`;
}
