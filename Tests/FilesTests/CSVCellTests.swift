import Testing

@testable import Files

@Suite struct CSVCellTests {
  @Test("A cell is in quotes where a reader would end it otherwise")
  func quotes() {
    for plain in ["", "home", "a b", "naïve", "a;b"] { #expect(CSVCell.quoted(plain) == plain) }
    #expect(CSVCell.quoted("a,b") == "\"a,b\"")
    #expect(CSVCell.quoted("say \"so\"") == "\"say \"\"so\"\"\"")
    #expect(CSVCell.quoted("a\nb") == "\"a\nb\"")
    #expect(CSVCell.quoted("a\r") == "\"a\r\"")
    // With an accent over it a comma is another character, and still ends the cell.
    #expect(CSVCell.quoted("a,\u{301}b") == "\"a,\u{301}b\"")
  }
}
