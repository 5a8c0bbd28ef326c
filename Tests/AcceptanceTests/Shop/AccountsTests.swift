import TenfoldTesting
import Testing

extension ShopSuite {
    @Suite struct Accounts {
        @Test(arguments: Stage.allCases) func `signing up makes an account`(stage: Stage) async throws {
            let shop = try RunningShop.on(stage)
            let email = Person.newEmail()
            let answer = try await shop.anyone.post(
                "/accounts", ["email": .text(email), "name": "Ann Lee", "password": .text(Person.password)])
            #expect(answer.status == 201, "\(answer)")
            let id = try #require(answer.json["id"].text)
            #expect(answer["Location"] == "/accounts/\(id)")
            #expect(answer.json.names == ["id", "email", "name", "createdAt"])
            #expect(answer.json["email"].text == email)
            #expect(answer.json["name"] == "Ann Lee")
            #expect(isRecentTime(answer.json["createdAt"]))

            let found = try await shop.admin.client.get("/accounts/\(id)")
            #expect(found.status == 200)
            #expect(found.json == answer.json)
        }

        @Test(arguments: Stage.allCases) func `an email that is taken is a conflict, in any case of letters`(
            stage: Stage
        ) async throws {
            let shop = try RunningShop.on(stage)
            for email in [shop.buyer.email, shop.buyer.email.uppercased()] {
                let answer = try await shop.anyone.post(
                    "/accounts", ["email": .text(email), "name": "Bob", "password": .text(Person.password)])
                expectProblem(answer, 409)
            }
        }

        @Test(arguments: Stage.allCases) func `of two who want one email at once, one gets it`(stage: Stage)
            async throws
        {
            let shop = try RunningShop.on(stage)
            let body: JSON = ["email": .text(Person.newEmail()), "name": "Ann", "password": .text(Person.password)]
            async let first = shop.anyone.post("/accounts", body)
            async let second = shop.anyone.post("/accounts", body)
            #expect(try await [first.status, second.status].sorted() == [201, 409])
        }

        @Test(arguments: Stage.allCases) func `every wrong field of a sign-up is told at once`(stage: Stage)
            async throws
        {
            let shop = try RunningShop.on(stage)
            let wrong = try await shop.anyone.post("/accounts", ["email": "nobody", "name": " ", "password": "short"])
            expectFieldErrors(wrong, ["email", "name", "password"])
            let missing = try await shop.anyone.post("/accounts", [:])
            expectFieldErrors(missing, ["email", "name", "password"])
            let mixed = try await shop.anyone.post("/accounts", ["email": 7, "name": " "])
            expectFieldErrors(mixed, ["email", "name", "password"])
        }

        @Test(arguments: Stage.allCases) func `signing in gives a token that is good for its account`(stage: Stage)
            async throws
        {
            let shop = try RunningShop.on(stage)
            let answer = try await shop.anyone.post(
                "/sessions", ["email": .text(shop.buyer.email), "password": .text(Person.password)])
            #expect(answer.status == 201, "\(answer)")
            #expect(answer.json.names == ["token", "expiresAt"])
            #expect(isRecentTime(answer.json["expiresAt"]))
            let own = try await shop.anyone.with(token: answer.json["token"].text).get("/accounts/\(shop.buyer.id)")
            #expect(own.status == 200)
        }

        @Test(arguments: Stage.allCases) func `a wrong password and an unknown email get the same answer`(stage: Stage)
            async throws
        {
            let shop = try RunningShop.on(stage)
            let wrong = try await shop.anyone.post(
                "/sessions", ["email": .text(shop.stranger.email), "password": "not the password"])
            let unknown = try await shop.anyone.post(
                "/sessions", ["email": .text(Person.newEmail()), "password": .text(Person.password)])
            expectProblem(wrong, 401)
            #expect(wrong["WWW-Authenticate"] != nil)
            expectProblem(unknown, 401)
            #expect(wrong.json["detail"] == unknown.json["detail"])
            #expect(wrong.json["type"] == unknown.json["type"])
        }

        @Test(arguments: Stage.allCases) func `guessing a password is slowed down`(stage: Stage) async throws {
            let shop = try RunningShop.on(stage)
            // From an address of its own, so that the other tests go on signing in.
            var guesser = shop.anyone
            guesser.localAddress = "127.0.0.9"
            let person = try await Person.signUp(at: shop.anyone)
            var last: APIResponse?
            for _ in 0..<40 where last?.status != 429 {
                last = try await guesser.post("/sessions", ["email": .text(person.email), "password": "a guess"])
            }
            let answer = try #require(last)
            expectProblem(answer, 429)
            #expect(answer["Retry-After"].flatMap(Int.init).map { $0 > 0 } == true)
        }

        @Test(arguments: Stage.allCases) func `somebody else's account is not found`(stage: Stage) async throws {
            let shop = try RunningShop.on(stage)
            expectProblem(try await shop.stranger.client.get("/accounts/\(shop.buyer.id)"), 404)
            expectProblem(try await shop.admin.client.get("/accounts/not-an-id"), 404)
        }

        @Test(arguments: Stage.allCases) func `without a good token an account is not shown`(stage: Stage) async throws
        {
            let shop = try RunningShop.on(stage)
            for token in [nil, "garbage", "a.b.c"] {
                let answer = try await shop.anyone.with(token: token).get("/accounts/\(shop.buyer.id)")
                expectProblem(answer, 401)
                #expect(answer["WWW-Authenticate"]?.hasPrefix("Bearer") == true)
            }
        }
    }
}
