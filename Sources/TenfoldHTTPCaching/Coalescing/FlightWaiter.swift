/// Someone who waits for the answer to another's request.
package protocol FlightWaiter: AnyObject, Sendable {
    /// The waiting is over. Called once for each time of waiting, on any thread and under no lock; never after
    /// `FlightPlace.leave` answered true.
    func flightEnded(_ outcome: FlightOutcome)
}

/// How waiting ended.
package enum FlightOutcome: Sendable {
    /// To be served at once; whether it is a 304 for this client is told by `StoredResponse.isNotModified`.
    case answer(StoredResponse)
    /// There is nothing to share: the request goes to the origin by itself, and waits for nobody again.
    case alone
    /// Who asked the origin has gone: this request goes there now, and others wait for it.
    case leads(Flight)
}

/// What a request is among those that are equal to it.
package enum FlightRole: Sendable {
    /// It goes to the origin, and others may wait for its answer: the flight has to be ended, whatever comes.
    case leads(Flight)
    /// It waits. Its waiter is called, or leaves.
    case waits(FlightPlace)
    /// It goes to the origin, and nobody waits for it.
    case alone
}
