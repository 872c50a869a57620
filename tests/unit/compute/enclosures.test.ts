import { describe, expect, it } from "vitest";
import { logistic, softplus, tanh } from "../../../src/compute/certificates/elementary.ts";
import {
  BITS,
  multiply,
  ofDouble,
  ofFraction,
  reciprocal,
  square,
  type Enclosure,
} from "../../../src/compute/certificates/fixed-point.ts";

/** x, then tanh, logistic, log(1 + exp) to 50 decimals: Python's decimal with 120 digits. */
const GOLDEN = [
  [
    "0.5",
    "0.46211715726000975850231848364367254873028928033011",
    "0.62245933120185456463890056574550847875327936530891",
    "0.97407698418010668087299735508117074975559619466786",
  ],
  [
    "-0.5",
    "-0.46211715726000975850231848364367254873028928033011",
    "0.37754066879814543536109943425449152124672063469109",
    "0.47407698418010668087299735508117074975559619466786",
  ],
  [
    "3.25",
    "0.99699763548652601693227592643957227305919820976351",
    "0.96267311265587053980228583396150185473977779788481",
    "3.28804137168778312856120856161068035828680228225102",
  ],
  [
    "-40",
    "-0.99999999999999999999999999999999996390297224309170",
    "0.00000000000000000424835425529158897728072090440451",
    "0.00000000000000000424835425529158898630497784363158",
  ],
  [
    "40",
    "0.99999999999999999999999999999999996390297224309170",
    "0.99999999999999999575164574470841102271927909559549",
    "40.00000000000000000424835425529158898630497784363158",
  ],
  [
    "0.0009765625",
    "0.00097656218955926021858407527014677176284700885837",
    "0.50024414060559744821254906006711714917817298020204",
    "0.69363558101923012324721155470527468708715316406534",
  ],
] as const;
const FIFTY = 10n ** 50n;

function fiftyDecimals(text: string): bigint {
  const [whole = "", rest = ""] = text.replace("-", "").split(".");
  const size = BigInt(whole + rest.padEnd(50, "0"));
  return text.startsWith("-") ? -size : size;
}

/** Whether the enclosure holds the number that was rounded to 50 decimals, and is narrow. */
function holds({ low, high }: Enclosure, decimals: string): boolean {
  const [above, below] = [fiftyDecimals(decimals) + 1n, fiftyDecimals(decimals) - 1n];
  const narrow = high - low < 1n << (BITS - 180n);
  return narrow && low * FIFTY < above << BITS && high * FIFTY > below << BITS;
}

describe("enclosures of elementary functions", () => {
  it.each(GOLDEN)("agree with fifty decimals at %s", (x, ofTanh, ofLogistic, ofSoftplus) => {
    const at = ofDouble(Number(x));
    expect(holds(tanh(at), ofTanh)).toBe(true);
    expect(holds(logistic(at), ofLogistic)).toBe(true);
    expect(holds(softplus(at), ofSoftplus)).toBe(true);
  });

  it("cover the values at both ends of an interval", () => {
    const wide = { low: ofDouble(-0.5).low, high: ofDouble(0.5).high };
    const { low, high } = tanh(wide);
    expect(low <= tanh(ofDouble(-0.5)).low && high >= tanh(ofDouble(0.5)).high).toBe(true);
  });

  it("refuse an argument beyond 10,000", () => {
    expect(() => tanh(ofDouble(20_000))).toThrow(/beyond 10,000/);
  });
});

describe("enclosures of numbers", () => {
  it("are exact for a double and one unit wide for a third", () => {
    expect(ofDouble(-0.1)).toEqual({
      low: -3602879701896397n << (BITS - 55n),
      high: -3602879701896397n << (BITS - 55n),
    });
    const third = ofFraction(1n, 3n);
    expect(third.high - third.low).toBe(1n);
    expect(3n * third.low < 1n << BITS && 3n * third.high > 1n << BITS).toBe(true);
  });

  it("keep a double below 2^-256 between its neighbours", () => {
    expect(ofDouble(5e-324)).toEqual({ low: 0n, high: 1n });
    expect(ofDouble(-5e-324)).toEqual({ low: -1n, high: 0n });
  });

  it("multiply by cases of sign, and square without a negative part", () => {
    const around = { low: ofDouble(-2).low, high: ofDouble(1).high };
    expect(multiply(around, around)).toEqual({ low: ofDouble(-2).low, high: ofDouble(4).high });
    expect(square(around)).toEqual({ low: 0n, high: ofDouble(4).high });
  });

  it("have no reciprocal where they hold 0", () => {
    expect(() => reciprocal({ low: 0n, high: 1n })).toThrow(/may be 0/);
  });
});
