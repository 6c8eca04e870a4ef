import type { ItemKind } from './handler.ts';

/** The error of an item that makes no sense, in Python. */
export const PYTHON_INVALID_ITEM = `class InvalidItemError(Exception):
    """Its name is the error that Retry and Catch see."""
`;

/** Reads a field of an order, which is a string in a CSV file. */
export const PYTHON_WHOLE_NUMBER = `def whole_number(value, order, times=1):
    try:
        number = Decimal(str(value)) * times
        whole = int(number.quantize(Decimal(1), ROUND_HALF_UP))
    except ArithmeticError as error:
        raise InvalidItemError(f"order {order['order_id']}: {value} is no number") from error
    if whole < 0 or (times == 1 and whole != number):
        raise InvalidItemError(f"order {order['order_id']}: {value} cannot be")
    return whole
`;

const PROCESS_ITEM: Readonly<Record<ItemKind, string>> = {
  order: `def process_item(order):
    """The amount of an order, in cents: money is counted in whole numbers. From a CSV file every field is a string."""
    quantity = whole_number(order["quantity"], order)
    unit_cents = whole_number(order["unit_price"], order, 100)
    return {"orderId": order["order_id"], "country": order["country"], "amountCents": quantity * unit_cents}


${PYTHON_WHOLE_NUMBER}`,
  object: `def process_item(stored):
    """What kind of file an object is and how long, by its name and size alone. To read it, grant s3:GetObject."""
    key, size = stored["Key"], str(stored["Size"])
    if not size.isdecimal():
        raise InvalidItemError(f"object {key}: size {size}")
    name = key.rsplit("/", 1)[-1]
    dot = name.rfind(".")
    return {"key": key, "extension": name[dot + 1 :].lower() if dot > 0 else "", "bytes": int(size)}
`,
};

/** The source of the function that works on each item, in Python. */
export function pythonWorkerSource(kind: ItemKind): string {
  return `${kind === 'order' ? 'from decimal import ROUND_HALF_UP, Decimal\n\n\n' : ''}def handler(event, context):
    """Works on one item, or on a batch of them: with an ItemBatcher the event is {"Items": [...], "BatchInput"?: {...}}.

    An item that raises fails its whole batch, which is what a tolerated failure percentage counts.
    """
    if "Items" in event:
        return [process_item(item) for item in event["Items"]]
    return process_item(event)


${PROCESS_ITEM[kind]}

${PYTHON_INVALID_ITEM}`;
}

/** The source of the function that gets all results at once, in Python. */
export function pythonSummarySource(): string {
  return `def handler(event, context):
    """The fan-in: one summary of the results of all items."""
    results = event["results"]
    cents_by_country = {}
    for result in results:
        country = result["country"]
        cents_by_country[country] = cents_by_country.get(country, 0) + result["amountCents"]
    return {
        "orders": len(results),
        "amountCents": sum(cents_by_country.values()),
        "centsByCountry": cents_by_country,
    }
`;
}

/** What the tests share: functions are folders with a handler.py each, and no packages. */
export const PYTHON_TESTS_PACKAGE = `"""Run with \`python3 -m unittest\` in the folder above; it needs nothing installed."""

import importlib.util
import pathlib


def load_function(name):
    """The module functions/<name>/handler.py."""
    path = pathlib.Path(__file__).parent.parent / "functions" / name / "handler.py"
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
`;

/** [items, their results, an item that has to fail], as source. */
const TEST_ITEMS: Readonly<Record<ItemKind, readonly [string, string, string]>> = {
  order: [
    `[
    {"order_id": "A-1", "country": "PT", "quantity": "3", "unit_price": "19.99"},
    {"order_id": "A-2", "country": "JP", "quantity": 1, "unit_price": 0.5},
]`,
    `[
    {"orderId": "A-1", "country": "PT", "amountCents": 5997},
    {"orderId": "A-2", "country": "JP", "amountCents": 50},
]`,
    `{"order_id": "A-3", "country": "PT", "quantity": "many", "unit_price": "1"}`,
  ],
  object: [
    `[
    {"Key": "input/2026/a.JSON", "Size": 120},
    {"Key": "input/README", "Size": "0"},
]`,
    `[
    {"key": "input/2026/a.JSON", "extension": "json", "bytes": 120},
    {"key": "input/README", "extension": "", "bytes": 0},
]`,
    `{"Key": "input/b.json", "Size": "large"}`,
  ],
};

export function pythonWorkerTestSource(kind: ItemKind): string {
  const [items, results, broken] = TEST_ITEMS[kind];
  return `import unittest

from tests import load_function

worker = load_function("worker")
ITEMS = ${items}
RESULTS = ${results}


class WorkerTest(unittest.TestCase):
    def test_works_on_one_item(self):
        self.assertEqual(worker.handler(ITEMS[0], None), RESULTS[0])

    def test_works_on_a_batch_in_its_order(self):
        event = {"Items": ITEMS, "BatchInput": {"note": "the same for every batch"}}
        self.assertEqual(worker.handler(event, None), RESULTS)

    def test_fails_on_an_item_that_makes_no_sense(self):
        with self.assertRaises(worker.InvalidItemError):
            worker.handler(${broken}, None)
`;
}

export function pythonSummaryTestSource(): string {
  return `import unittest

from tests import load_function

summary = load_function("summary")


class SummaryTest(unittest.TestCase):
    def test_sums_by_country(self):
        results = [
            {"orderId": "A-1", "country": "PT", "amountCents": 100},
            {"orderId": "A-2", "country": "JP", "amountCents": 20},
            {"orderId": "A-3", "country": "PT", "amountCents": 3},
        ]
        expected = {"orders": 3, "amountCents": 123, "centsByCountry": {"PT": 103, "JP": 20}}
        self.assertEqual(summary.handler({"results": results}, None), expected)

    def test_sums_nothing(self):
        expected = {"orders": 0, "amountCents": 0, "centsByCountry": {}}
        self.assertEqual(summary.handler({"results": []}, None), expected)
`;
}
