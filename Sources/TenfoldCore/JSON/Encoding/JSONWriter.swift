/// What one encoding has written so far: the bytes, and the containers that are still open.
///
/// Values are written as `encode(to:)` asks for them. A container is known by the offset of its first byte: bytes are
/// only ever added while it is open, so no other container begins there. It is closed when a container around it
/// writes again, or when the `encode(to:)` that opened it returns.
///
/// What cannot be written in this order sets `needsTree`: then these bytes are worthless, and the value is encoded
/// again through a tree.
final class JSONWriter {
    /// Thrown once the bytes are worthless; never leaves the coder.
    struct NeedsTree: Error {}

    /// A container that is open.
    struct Frame {
        static let none = Frame(start: -1, isObject: false, isSorted: false, firstMember: 0)

        /// The offset of its bracket.
        var start: Int
        var isObject: Bool
        /// Whether its members are put in the order of their keys when it closes: dictionaries have none of their own.
        var isSorted: Bool
        /// Where its members' offsets begin in `members`.
        var firstMember: Int
        /// Elements begun, of a list.
        var count = 0
        /// A bit for each kind of key that was written: a key whose bit is not set is new.
        var keyKinds: UInt64 = 0
    }

    // Checks of exclusive access would cost a third of an encoding. They hold without: no access to these properties
    // calls anything but this coder's and the standard library's code, so none can begin inside of another.
    @exclusivity(unchecked) var bytes: JSONByteStore
    @exclusivity(unchecked) private(set) var top = Frame.none
    @exclusivity(unchecked) private(set) var outer: [Frame] = []
    /// The offsets of all members of the open objects.
    @exclusivity(unchecked) private(set) var members: [UInt32] = []
    private(set) var needsTree = false
    private let sortsMembers: Bool

    // Holds: as for the store, to which the region is lent on.
    init(lending region: UnsafeMutableRawBufferPointer, sortsMembers: Bool = false) {
        bytes = JSONByteStore(lending: region)
        self.sortsMembers = sortsMembers
    }

    /// Gives the bytes up: a tree must be made.
    func giveUp() { needsTree = true }

    /// Ends the writing, and gives a lent region back: encoders that somebody kept write nowhere from here on.
    func end() {
        giveUp()
        bytes.giveBack()
        (top, outer, members) = (.none, [], [])
    }

    // MARK: Containers

    @inline(__always)
    func open(isObject: Bool, isSorted: Bool = false) -> Int {
        let start = bytes.count
        if top.start >= 0 { outer.append(top) }
        top = Frame(start: start, isObject: isObject, isSorted: isSorted || sortsMembers, firstMember: members.count)
        bytes.append(isObject ? 0x7b : 0x5b)
        return start
    }

    /// Closes every container that began at `start` or later.
    @inline(__always)
    func close(from start: Int) { while top.start >= start { closeTop() } }

    /// Makes the container at `start` the innermost open one; gives up if it is closed already.
    func close(downTo start: Int) {
        while top.start > start { closeTop() }
        if top.start != start { giveUp() }
    }

    private func closeTop() {
        if top.isObject {
            if top.isSorted || members.count - top.firstMember > Self.comparedMembers { finishMembers() }
            members.removeLast(members.count - top.firstMember)
            bytes.append(0x7d)
        } else {
            bytes.append(0x5d)
        }
        top = outer.popLast() ?? .none
    }

    // MARK: Places for values

    /// Begins an element of the list at `start`.
    @inline(__always)
    func element(of start: Int) throws {
        if top.start != start { close(downTo: start) }
        if needsTree { throw NeedsTree() }
        if bytes.count != start + 1 { bytes.append(0x2c) }
        top.count &+= 1
    }

    /// Begins a member of the object at `start`.
    @inline(__always)
    func member(_ key: String, of start: Int) throws {
        if top.start != start { close(downTo: start) }
        if needsTree { throw NeedsTree() }
        if bytes.count != start + 1 { bytes.append(0x2c) }
        let offset = bytes.count
        bytes.appendQuoted(key)
        noteMember(at: offset)
        bytes.append(0x3a)
    }

    // MARK: Keys that are written twice

    /// Up to here a key is compared with those before it as it comes; longer objects are checked when they close.
    private static let comparedMembers = 32

    /// Notes the key that was written at `offset`. Written twice, the last value counts: only a tree can do that.
    @inline(__always)
    private func noteMember(at offset: Int) {
        let end = bytes.count
        let length = end &- offset &- 2
        let kind = JSONKeyKind.bit(bytes.word(before: end &- 1), length: length)
        if top.keyKinds & kind != 0 { compareMember(at: offset) }
        top.keyKinds |= kind
        members.append(UInt32(truncatingIfNeeded: offset))
    }

    @inline(never)
    private func compareMember(at offset: Int) {
        guard !top.isSorted, members.count - top.firstMember <= Self.comparedMembers else { return }
        for member in members[top.firstMember...] where compareKeys(Int(member), offset) == 0 {
            giveUp()
            return
        }
    }

    /// Compares the keys that begin at two offsets byte by byte: negative, zero or positive.
    private func compareKeys(_ first: Int, _ second: Int) -> Int {
        var at = 1
        while true {
            let one = bytes.byte(first + at)
            let other = bytes.byte(second + at)
            if one != other { return (one == 0x22 ? -1 : Int(one)) - (other == 0x22 ? -1 : Int(other)) }
            if one == 0x22 { return 0 }
            at += 1
            // An escaped byte, which may be a quote, is no end.
            if one == 0x5c, bytes.byte(first + at) == bytes.byte(second + at) { at += 1 }
        }
    }

    /// Whether the innermost object's keys came in their order, none twice.
    private var isInOrder: Bool {
        var at = top.firstMember + 1
        while at < members.count {
            if compareKeys(Int(members[at - 1]), Int(members[at])) >= 0 { return false }
            at += 1
        }
        return true
    }

    /// Checks the innermost object's keys, all written, and puts its members in their order if that is wanted.
    private func finishMembers() {
        if isInOrder { return }
        let offsets = members[top.firstMember...].map { Int($0) }
        let order = offsets.indices.sorted { compareKeys(offsets[$0], offsets[$1]) < 0 }
        for (one, next) in zip(order, order.dropFirst()) where compareKeys(offsets[one], offsets[next]) == 0 {
            giveUp()
        }
        guard top.isSorted, !needsTree, !order.elementsEqual(offsets.indices), let first = offsets.first else { return }
        let written = bytes.copy(first..<bytes.count)
        let end = bytes.count
        bytes.truncate(to: first)
        for index in order {
            if bytes.count != first { bytes.append(0x2c) }
            // Each member ends before the comma in front of the next.
            let memberEnd = index + 1 < offsets.count ? offsets[index + 1] - 1 : end
            bytes.append(written.span.bytes, offsets[index] - first, memberEnd - first)
        }
    }
}
