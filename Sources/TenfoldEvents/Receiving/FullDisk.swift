import FoundationEssentials
import Glibc
import TenfoldCore

/// Tells failures for want of room on a disk from an event's own.
enum FullDisk {
    /// Whether the error says that nothing can be stored: as Tenfold says it, as Foundation does, or as the system does.
    static func isCause(of error: any Error) -> Bool {
        switch error {
        case let fault as Fault: fault.code == .storageFull
        case let error as CocoaError: error.code == .fileWriteOutOfSpace
        case let error as POSIXError: error.code == .ENOSPC || error.code == .EDQUOT
        default: false
        }
    }
}
