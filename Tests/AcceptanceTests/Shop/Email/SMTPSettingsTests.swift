import Tenfold
import Testing

@testable import ShopModules

@Suite struct SMTPSettingsTests {
    private func settings(_ address: String?, password: String? = nil) throws -> SMTPSettings? {
        try SMTPSettings(ModuleConfiguration { ["smtp": address, "smtp-password": password][$0] ?? nil })
    }

    @Test func `without the setting there is no mail server`() throws {
        #expect(try settings(nil) == nil)
        #expect(try settings("") == nil)
    }

    @Test func `a server is a host and a port, which is 25 where none is written`() throws {
        let full = try #require(try settings("smtp://mail.example.org:2525/"))
        #expect(full.host == "mail.example.org")
        #expect(full.port == 2525)
        #expect(full.credentials == nil)
        #expect(try settings("smtp://mail.example.org")?.port == 25)
        #expect(try settings("smtp://[2001:db8::1]:26")?.host == "2001:db8::1")
    }

    @Test func `user and password are decoded, and the password may come on its own`() throws {
        for host in ["localhost", "127.0.0.1", "127.9.9.9", "[::1]"] {
            let credentials = try #require(try settings("smtp://ann%40shop:p%3Ass@\(host)")?.credentials)
            #expect(credentials.user == "ann@shop")
            #expect(credentials.password.exposed == "p:ss")
        }
        #expect(try settings("smtp://ann@localhost", password: "p:ss")?.credentials?.password.exposed == "p:ss")
    }

    @Test(arguments: [
        "mail.example.org", "smtps://mail.example.org", "http://mail.example.org", "smtp://", "smtp://:25",
        "smtp://host:0", "smtp://host:70000", "smtp://host:port", "smtp://host/path", "smtp://host?tls=1",
        "smtp://ho st", "smtp://ann@localhost", "smtp://:secret@localhost", "smtp://ann:sec%00ret@localhost",
        "smtp://ann:secret@mail.example.org", "smtp://ann:secret@127.example.org", "smtp://ann:secret@10.0.0.1",
        "smtp://ann:\(String(repeating: "x", count: 400))@localhost",
    ])
    func `what cannot be used is a fault that names the setting and not the password`(address: String) throws {
        let fault = try #require(throws: SettingFault.self) { try settings(address) }
        #expect(fault.description.contains("SHOP_EMAIL_SMTP"))
        #expect(!fault.description.contains("secret"))
    }

    @Test func `a password without a user, or twice, is a fault`() {
        #expect(throws: SettingFault.self) { try settings("smtp://localhost", password: "secret") }
        #expect(throws: SettingFault.self) { try settings("smtp://ann:secret@localhost", password: "secret") }
    }
}
