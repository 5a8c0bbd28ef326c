import FoundationEssentials
import Tenfold

/// `bench-app serve …`: the journal alone, or with FOLLOWED=1 in the environment with a subscriber that applies every
/// event.
@main enum Main {
    static func main() async {
        if ProcessInfo.processInfo.environment["FOLLOWED"] == "1" {
            await FollowedJournal.main()
        } else {
            await Journal.main()
        }
    }
}
