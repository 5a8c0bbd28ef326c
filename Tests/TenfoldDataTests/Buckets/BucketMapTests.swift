import FoundationEssentials
import TenfoldCore
import Testing

@testable import TenfoldData

struct BucketMapTests {
    @Test(arguments: [1, 2, 3, 7, 4096])
    func `every bucket has one shard, and shards differ by one bucket at most`(shards: Int) throws {
        let map = try BucketMap(evenlyOver: shards)
        let sizes = (0..<shards).map { map.buckets(of: $0).count }
        #expect(sizes.reduce(0, +) == Bucket.count)
        #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1)
        for shard in 0..<shards {
            #expect(map.buckets(of: shard).allSatisfy { map.shard(of: $0) == shard })
        }
    }

    @Test(arguments: [0, -1, 4097])
    func `a number of shards that cannot be is refused`(shards: Int) {
        #expect(throws: Fault.self) { try BucketMap(evenlyOver: shards) }
    }

    @Test func `a map survives its JSON`() throws {
        let map = try BucketMap(evenlyOver: 3, epoch: 5)
        let json = try JSONEncoder().encode(map)
        #expect(try JSONDecoder().decode(BucketMap.self, from: json) == map)
    }

    @Test(arguments: [
        #"{"epoch":1,"shards":1,"runs":[]}"#,
        #"{"epoch":1,"shards":1,"runs":[{"first":1,"shard":0}]}"#,
        #"{"epoch":1,"shards":1,"runs":[{"first":0,"shard":1}]}"#,
        #"{"epoch":1,"shards":2,"runs":[{"first":0,"shard":0},{"first":9999,"shard":1}]}"#,
    ])
    func `a map with holes is refused`(json: String) {
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(BucketMap.self, from: Data(json.utf8)) }
    }

    @Test func `a folder keeps the map it was made with`() throws {
        let folder = try DataFolder.temporary()
        defer { folder.remove() }
        let made = try BucketMapFile.open(in: folder, shards: 2)
        #expect(try BucketMapFile.open(in: folder, shards: 2) == made)
    }

    @Test func `another number of shards is refused with both numbers`() throws {
        let folder = try DataFolder.temporary()
        defer { folder.remove() }
        _ = try BucketMapFile.open(in: folder, shards: 2)
        do {
            _ = try BucketMapFile.open(in: folder, shards: 3)
            Issue.record("three shards were accepted")
        } catch let fault as Fault {
            #expect(fault.detail.contains("made with 2 shards, and 3 are asked for"))
        }
    }
}
