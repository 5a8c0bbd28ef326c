package import TenfoldCore

/// Which shard holds which of the 4,096 buckets, as of an epoch: a move of buckets makes a map of a higher epoch.
package struct BucketMap: Hashable, Sendable {
    /// The version of the map, from 1.
    package let epoch: Int
    package let shardCount: Int
    private let shardOfBucket: [UInt16]

    /// The map that gives `shardCount` shards runs of buckets of equal length, give or take one. 1 to 4,096 shards.
    package init(evenlyOver shardCount: Int, epoch: Int = 1) throws {
        guard (1...Bucket.count).contains(shardCount) else {
            throw Fault(
                .programming, "\(Bucket.count) buckets can be split over 1 to \(Bucket.count) shards, not \(shardCount)"
            )
        }
        self.epoch = epoch
        self.shardCount = shardCount
        shardOfBucket = (0..<Bucket.count).map { UInt16($0 * shardCount / Bucket.count) }
    }

    package func shard(of bucket: Bucket) -> Int { Int(shardOfBucket[bucket.number]) }

    /// The buckets of a shard, in order.
    package func buckets(of shard: Int) -> [Bucket] {
        shardOfBucket.indices.filter { shardOfBucket[$0] == shard }.map { Bucket($0) }
    }
}

extension BucketMap: Codable {
    private enum CodingKeys: String, CodingKey { case epoch, shards, runs }

    /// Buckets `first` and on, up to the next run, belong to `shard`.
    private struct Run: Codable {
        var first: Int
        var shard: Int
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let epoch = try container.decode(Int.self, forKey: .epoch)
        let shardCount = try container.decode(Int.self, forKey: .shards)
        let runs = try container.decode([Run].self, forKey: .runs)
        let firsts = runs.map(\.first)
        guard firsts.first == 0, zip(firsts, firsts.dropFirst()).allSatisfy({ $0 < $1 }),
            firsts.allSatisfy({ $0 < Bucket.count }),
            (1...Bucket.count).contains(shardCount), runs.allSatisfy({ (0..<shardCount).contains($0.shard) })
        else {
            throw DecodingError.dataCorruptedError(
                forKey: .runs, in: container,
                debugDescription: "runs must begin at bucket 0, rise, and name shards that exist")
        }
        self.epoch = epoch
        self.shardCount = shardCount
        shardOfBucket = zip(runs, firsts.dropFirst() + [Bucket.count]).flatMap { run, end in
            repeatElement(UInt16(run.shard), count: end - run.first)
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(epoch, forKey: .epoch)
        try container.encode(shardCount, forKey: .shards)
        var runs: [Run] = []
        for (bucket, shard) in shardOfBucket.enumerated() where runs.last?.shard != Int(shard) {
            runs.append(Run(first: bucket, shard: Int(shard)))
        }
        try container.encode(runs, forKey: .runs)
    }
}
