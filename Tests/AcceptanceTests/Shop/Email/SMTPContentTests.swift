import FoundationEssentials
import Tenfold
import Testing

@testable import ShopModules

@Suite struct SMTPContentTests {
    @Test func `a leading dot is doubled, and no other`() throws {
        #expect(try SMTPContent.encode(".\r\n..a\r\nb.\r\n .c") == "..\r\n...a\r\nb.\r\n .c\r\n.\r\n")
    }

    @Test func `every line ends in CRLF, however it ended before`() throws {
        #expect(try SMTPContent.encode("a\nb\rc\r\n\r\n\n.\n") == "a\r\nb\r\nc\r\n\r\n\r\n..\r\n.\r\n")
        #expect(try SMTPContent.encode("") == ".\r\n")
    }

    @Test func `no text can end the mail before its end`() throws {
        for text in ["a\r\n.\r\nMAIL FROM:<x@y>", "a\n.\nb", "a\r.\rb", "a\n.\r\nb", "a\r\n.\nb", "a\r.\r\nb"] {
            let content = try SMTPContent.encode(text)
            #expect(content.utf8.split(separator: 10).count { $0.elementsEqual([46, 13]) } == 1, "\(text)")
        }
    }

    @Test func `a line of 998 bytes is sent, and a longer one is not`() throws {
        _ = try SMTPContent.encode(String(repeating: "x", count: 998))
        for text in [String(repeating: "x", count: 999), "ä", "\0"] {
            #expect(throws: SMTPFailure.self) { try SMTPContent.encode(text) }
        }
    }

    @Test func `quoted-printable keeps lines short and ASCII, and spaces at their ends`() {
        #expect(QuotedPrintable.encode("a=b \nZoë\t\n\n.") == "a=3Db=20\r\nZo=C3=AB=09\r\n\r\n.")
        let long = QuotedPrintable.encode(String(repeating: "ä", count: 100))
        #expect(long.utf8.split(separator: 10).allSatisfy { $0.count <= 77 })
        #expect(long.replacing("=\r\n", with: "") == String(repeating: "=C3=A4", count: 100))
    }

    @Test(arguments: [
        "ann@example.org>\r\nRCPT TO:<eve@example.org", "ann@example.org\nDATA", "ann@example.org\r",
        "a nn@example.org",
        "ann@exa<mple.org", "ann", "@example.org", "ann@", "a@b@c", "änn@example.org", "ann@example.org\0", "",
        "ann,eve@example.org", String(repeating: "a", count: 65) + "@example.org",
    ])
    func `an address that could say more than an address is refused`(text: String) {
        #expect(throws: SMTPFailure.self) { try MailAddress(text) }
    }

    @Test func `a line break in a field begins no other field`() throws {
        let mail = Mail(
            id: try #require(ID<EventMetadata>("01900000-0000-7000-8000-000000000000")), recipient: "ann@example.org",
            subject: "Hello\r\nBcc: eve@example.org",
            createdAt: .init(timeIntervalSince1970: 0), text: "")
        #expect(!mail.message(from: try MailAddress("shop@shop.test")).contains("\nBcc"))
    }
}
