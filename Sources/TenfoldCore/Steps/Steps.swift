/// Temporary: the durable steps land here.
public struct Steps: Sendable {}
