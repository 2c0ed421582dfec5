import { describe, expect, test } from "vitest"
import { isAttribution } from "@turnabout/core/mail-in/attribution.ts"
import { isForwardedRule, isOriginalRule } from "@turnabout/core/mail-in/from-block.ts"
import { isAutomaticSubject } from "@turnabout/core/mail-in/machine-subjects.ts"
import { isSentFrom } from "@turnabout/core/mail-in/signature.ts"
import { readStatuses } from "@turnabout/core/mail-in/statuses.ts"

describe("what programs write is known in capitals of any alphabet:", () => {
  test.each([
    "GESENDET ÜBER MEIN TÉLÉPHONE",
    "ОТПРАВЛЕНО С IPHONE",
    "ΣΤΆΛΘΗΚΕ ΑΠΌ ΤΟ ΚΙΝΗΤΌ ΜΟΥ",
    "ĐƯỢC GỬI TỪ IPHONE",
    "(WYSŁANO Z TELEFONU)",
    "İPHONE'DAN GÖNDERİLDİ",
  ])("the line %s", (line) => {
    expect(isSentFrom(line)).toBe(true)
  })

  test.each(["-----URSPRÜNGLICHE NACHRICHT-----", "--- ИСХОДНОЕ СООБЩЕНИЕ von Ana ---", "ΑΡΧΙΚΌ ΜΉΝΥΜΑ ----"])(
    "the rule %s",
    (line) => {
      expect(isOriginalRule(line)).toBe(true)
    },
  )

  test.each(["---- İletilen ileti ----", "---- ПЕРЕСЛАННОЕ СООБЩЕНИЕ ----", "DÉBUT DU MESSAGE TRANSFÉRÉ :"])(
    "the forward %s",
    (line) => {
      expect(isForwardedRule(line)).toBe(true)
    },
  )

  test.each(["AUSSER HAUS", "Re: ΑΥΤΌΜΑΤΗ ΑΠΆΝΤΗΣΗ", "Ana is out of the museum"])(
    "no machine writes the subject %s",
    (subject) => {
      expect(isAutomaticSubject(subject)).toBe(false)
    },
  )

  test.each([
    "AUẞER HAUS",
    "ΑΥΤΌΜΑΤΗ ΑΠΆΝΤΗΣΗ: Πέμπτη",
    "ΕΚΤΌΣ ΓΡΑΦΕΊΟΥ",
    "AUTOMATICKÁ ODPOVĚĎ",
    "İbrahim Yılmaz is out of the office",
  ])("the subject %s", (subject) => {
    expect(isAutomaticSubject(subject)).toBe(true)
  })

  test.each(["Ana, 23.11.2026 17:00 НАПИСАЛА:", "Ana, 23.11.2026 17:00 ΈΓΡΑΨΕ:", "Ana, 23.11.2026 17:00 NAPISAŁ(A):"])(
    "the attribution %s",
    (line) => {
      expect(isAttribution(line, "quoted")).toBe(true)
    },
  )

  test("and so are a member's own words", () => {
    expect(readStatuses("1 DONE, 2ND LET GO", 2)).toEqual([
      { number: 1, status: "kept" },
      { number: 2, status: "let-go" },
    ])
  })
})
