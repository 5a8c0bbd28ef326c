// The one import for app authors: re-exports, nothing else.
@_exported public import TenfoldCore
@_exported public import TenfoldHTTP
@_exported public import TenfoldRuntime
