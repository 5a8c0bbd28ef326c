/// A queue whose both ends are cheap: an array with a moving front.
struct FIFO<Element> {
    private var elements: [Element?] = []
    private var front = 0

    var count: Int { elements.count - front }
    var isEmpty: Bool { front == elements.count }
    var first: Element? { isEmpty ? nil : elements[front] }

    mutating func append(_ element: Element) { elements.append(element) }

    @discardableResult
    mutating func popFirst() -> Element? {
        guard !isEmpty else { return nil }
        let element = elements[front]
        elements[front] = nil
        front += 1
        if front == elements.count {
            elements.removeAll(keepingCapacity: front <= 64)
            front = 0
        } else if front >= 32, front * 2 >= elements.count {
            elements.removeFirst(front)
            front = 0
        }
        return element
    }

    func prefix(_ maximum: Int) -> [Element] {
        elements[front..<min(front + max(maximum, 0), elements.count)].compactMap(\.self)
    }

    /// The element this many places behind the front; nil beyond the end.
    subscript(offset: Int) -> Element? {
        get { offset >= 0 && offset < count ? elements[front + offset] : nil }
        set { if offset >= 0, offset < count { elements[front + offset] = newValue } }
    }
}
