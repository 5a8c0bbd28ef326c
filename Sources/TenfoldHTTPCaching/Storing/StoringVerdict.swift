/// What may become of a response.
struct StoringVerdict: Sendable, Equatable {
    /// Why a response is not kept.
    enum Refusal: String, Sendable, CaseIterable {
        case unreadable, notUnderstood, status, requestNoStore, noStore, isPrivate, setCookie, authorization, vary
        case withoutEnd, tooLarge, withoutFreshness, useless, method, policy
    }

    /// With whom it may be shared who waits for it, apart from being kept.
    enum Sharing: Sendable, Equatable {
        case nobody
        /// With requests that its `Vary` does not tell apart.
        case selected
        /// With requests that are equal in every field.
        case equal
    }

    /// Nil: it is kept.
    var refusal: Refusal?
    var sharing = Sharing.nobody
    var times: ResponseTimes
    /// Its freshness is the gateway's guess, not the origin's word: for requests without credentials alone.
    var isImplicit = false
}
