import ArgumentParser

/// The program behind scripts/torture.
@main
struct Torture: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "torture", abstract: "Try to break adl. See scripts/torture.",
    subcommands: [TortureCommand.self, WorkerCommand.self, FuzzCommand.self], defaultSubcommand: TortureCommand.self)
}
