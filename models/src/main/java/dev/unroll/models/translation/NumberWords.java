package dev.unroll.models.translation;

import dev.unroll.core.Checks;
import dev.unroll.core.RandomStream;
import java.util.ArrayList;
import java.util.List;

/// A toy language: numbers below 1,000 in words become digits, `forty two , six hundred and five` becomes
/// `4 2 , 6 0 5`. A third each of the numbers is drawn below 10, 100 and 1,000. How many digits a word makes depends on the words around it.
public final class NumberWords {
  private static final String[] SMALL = {
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen"
  };
  private static final String[] TENS = {
    "", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"
  };
  private static final int[] BOUNDS = {10, 100, 1000};

  private NumberWords() {}

  /// A number in words.
  ///
  /// @param number 0 to 999
  static String words(int number) {
    Checks.within("number", number, 0, 999);
    if (number >= 100) {
      String hundreds = SMALL[number / 100] + " hundred";
      return number % 100 == 0 ? hundreds : hundreds + " and " + words(number % 100);
    }
    if (number < SMALL.length) {
      return SMALL[number];
    }
    return number % 10 == 0 ? TENS[number / 10] : TENS[number / 10] + " " + SMALL[number % 10];
  }

  /// Random sentences of numbers, each with its digits. A comma counts as a word.
  ///
  /// @param shortest words that a sentence has at least
  /// @param longest words that it has at most
  /// @throws IllegalArgumentException unless 1 ≤ shortest ≤ longest
  public static List<SentencePair> pairs(int count, int shortest, int longest, long seed) {
    Checks.notNegative("count", count);
    if (shortest < 1 || longest < shortest) {
      throw new IllegalArgumentException(
          "words: expected 1 ≤ shortest ≤ longest, got %d and %d".formatted(shortest, longest));
    }
    RandomStream random = RandomStream.named(seed, "number words");
    List<SentencePair> pairs = new ArrayList<>(count);
    while (pairs.size() < count) {
      SentencePair pair = pair(shortest + random.nextInt(longest - shortest + 1), longest, random);
      if (length(pair) >= shortest) {
        pairs.add(pair);
      }
    }
    return pairs;
  }

  /// Numbers until there are `wanted` words or no room is left; one that makes more than `longest` is drawn again.
  private static SentencePair pair(int wanted, int longest, RandomStream random) {
    List<String> words = new ArrayList<>();
    List<String> digits = new ArrayList<>();
    while (words.isEmpty() || (words.size() < wanted && words.size() + 2 <= longest)) {
      int number = random.nextInt(BOUNDS[random.nextInt(BOUNDS.length)]);
      String comma = words.isEmpty() ? "" : ", ";
      List<String> more = List.of((comma + words(number)).split(" "));
      if (words.size() + more.size() <= longest) {
        words.addAll(more);
        digits.add(comma + String.join(" ", Integer.toString(number).split("")));
      }
    }
    return new SentencePair(String.join(" ", words), String.join(" ", digits));
  }

  private static int length(SentencePair pair) {
    return pair.source().split(" ").length;
  }
}
