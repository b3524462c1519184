/// This release, as `--version` and `metrics.json` say it.
public let adlVersion = "0.1.0"
