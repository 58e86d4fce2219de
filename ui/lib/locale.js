// @ts-check
// The language numbers and dates are written in: the person's own, and English where the system names none ("C").

function ownLocale() {
  try {
    return Intl.getCanonicalLocales(navigator.language)[0] ?? "en";
  } catch {
    return "en";
  }
}

export const LOCALE = ownLocale();
