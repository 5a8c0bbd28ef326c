import TenfoldTesting
import Testing

@Suite(.tags(.faults)) struct EmailBySMTPTests {
    /// A shop of its own that sends its mails to this server.
    private func start(_ folder: TestFolder, _ arguments: [String], environment: [String: String] = [:]) async throws
        -> AppProcess
    {
        try await AppProcess.start(
            "shop", data: folder.path + "/data", arguments: arguments, environment: environment)
    }

    @Test func `the mail about a sign-up arrives once, with its fields and its text`() async throws {
        let server = MailServer()
        try await server.start()
        let folder = try TestFolder()
        let shop = try await start(
            folder, ["--set", "email.smtp=smtp://127.0.0.1:\(server.port)", "--set", "email.from=hello@shop.example"])
        let email = Person.newEmail()
        let name = "Zoë of the very long name, which goes on over the end of a line of seventy-six"
        let answer = try await shop.client.post(
            "/accounts", ["email": .text(email), "name": .text(name), "password": .text(Person.password)])
        #expect(answer.status == 201)
        try await eventually("the mail arrives") { !server.seen.mails.isEmpty }
        // A second mail would come before the one about a later sign-up is counted.
        let other = try await Person.signUp(at: shop.client)
        try await eventually("the other mail arrives") { server.seen.mails.count >= 2 }
        #expect(try await shop.terminate().code == 0)

        let seen = server.seen
        #expect(seen.breaches == [])
        #expect(seen.connections == 2)
        #expect(seen.mails.flatMap(\.recipients).sorted() == [email, other.email].sorted())
        let mail = try #require(seen.mails.first { $0.recipients == [email] })
        #expect(mail.sender == "hello@shop.example")
        #expect(mail.field("From") == "Shop <hello@shop.example>")
        #expect(mail.field("To") == "<\(email)>")
        #expect(mail.field("Subject") == "Welcome to the shop")
        #expect(mail.field("Content-Transfer-Encoding") == "quoted-printable")
        #expect(mail.field("Date")?.hasSuffix(" +0000") == true)
        #expect(
            mail.body == [
                "Dear Zo=C3=AB of the very long name, which goes on over the end of a line o=", "f seventy-six,", "",
                "your account is ready.",
            ])
        let file = try #require(Mailbox(folder: shop.data).mails.first { $0.recipient == email })
        #expect(mail.field("Message-ID") == file.id)
        #expect(file.id.hasSuffix("@shop.example>"))
        try await server.stop()
    }

    @Test func `a server that refuses for now gets the mail again, and takes it once`() async throws {
        let server = MailServer(refusals: ["451 4.3.0 later", "451-4.3.0 later\r\n451 4.3.0 still"])
        try await server.start()
        let folder = try TestFolder()
        let shop = try await start(folder, [], environment: ["SHOP_SMTP": "smtp://127.0.0.1:\(server.port)"])
        let person = try await Person.signUp(at: shop.client)
        try await eventually("the mail arrives", within: .seconds(20)) { !server.seen.mails.isEmpty }
        #expect(try await shop.terminate().code == 0)
        #expect(server.seen.breaches == [])
        #expect(server.seen.refused == 2)
        #expect(server.seen.mails.map(\.recipients) == [[person.email]])
        #expect(server.seen.connections == 3)
        try await server.stop()
    }

    @Test func `a server that wants to know who sends is told`() async throws {
        // Base64 of a zero byte, `shop`, a zero byte, `p@ss`.
        let server = MailServer(password: "AHNob3AAcEBzcw==")
        try await server.start()
        let folder = try TestFolder()
        let shop = try await start(
            folder, ["--set", "email.smtp=smtp://shop@127.0.0.1:\(server.port)"],
            environment: ["SHOP_EMAIL_SMTP_PASSWORD": "p@ss"])
        let person = try await Person.signUp(at: shop.client)
        try await eventually("the mail arrives") { !server.seen.mails.isEmpty }
        #expect(try await shop.terminate().code == 0)
        #expect(server.seen.breaches == [])
        #expect(server.seen.mails.map(\.recipients) == [[person.email]])
        try await server.stop()
    }

    @Test func `a setting that cannot be used stops the start, and does not show the password`() async throws {
        let folder = try TestFolder()
        for setting in ["mail.example.org", "smtp://shop:hunter2hunter2@mail.example.org"] {
            let exit = try await ChildProcess(
                "shop",
                [
                    "serve", "--port", "0", "--admin-port", "0", "--data", folder.path + "/data",
                    "--set", "email.smtp=\(setting)",
                ]
            ).waitForExit()
            #expect(exit.code == 1)
            #expect(exit.output.contains("email.smtp"), "\(exit.output)")
            #expect(!exit.output.contains("hunter2"))
        }
    }
}
