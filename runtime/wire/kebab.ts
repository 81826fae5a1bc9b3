/**
 * `echoPoint`, `EchoPoint`, `ECHO_POINT` and `echo_point` all give `echo-point`: the form in which service and method
 * names enter a method id, as the Rust side (heck) makes it. Digits have the case of the letter before them.
 */
export function kebab(name: string): string {
  return name
    .split(/[^\p{Alphabetic}\p{Number}]+/u)
    .flatMap(splitByCase)
    .map(lowerCase)
    .join("-");
}

/** A word starts at an upper-case letter behind a lower-case one, and at the last capital of a run before a lower-case letter. */
function splitByCase(run: string): string[] {
  const words: string[] = [];
  const letters = [...run];
  let word = "";
  let mode: "none" | "lower" | "upper" = "none";
  letters.forEach((letter, i) => {
    const next = letters[i + 1] ?? "";
    const own = isLower(letter) ? "lower" : isUpper(letter) ? "upper" : mode;
    if (own === "lower" && isUpper(next)) {
      words.push(word + letter);
      word = "";
      mode = "none";
    } else if (mode === "upper" && isUpper(letter) && isLower(next)) {
      words.push(word);
      word = letter;
      mode = "none";
    } else {
      word += letter;
      mode = own;
    }
  });
  if (word !== "") words.push(word);
  return words;
}

const FINAL_SIGMA = String.fromCodePoint(0x3c2);

/** Letter by letter; a sigma is a final one at the end of a word and nowhere else. */
function lowerCase(word: string): string {
  return word.replace(/\u03a3$/u, FINAL_SIGMA).replace(/./gsu, (letter) => letter.toLowerCase());
}

function isLower(letter: string): boolean {
  return /^\p{Lowercase}$/u.test(letter);
}

function isUpper(letter: string): boolean {
  return /^\p{Uppercase}$/u.test(letter);
}
