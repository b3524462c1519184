import Evaluation
import Reports
import Testing

struct HistoryTests {
  @Test func comesBackFromItsFile() throws {
    let rows = [
      HistoryRow(
        epoch: 1, step: 105, seconds: 5.1, trainingLoss: 0.1 + 0.2, validationAUC: 0.7, validationLogLoss: 1.0 / 3,
        clustersChanged: 0.125, quality: -1.0 / 3),
      HistoryRow(epoch: 2, step: 210, seconds: 1e3, trainingLoss: 2e-9, validationAUC: nil, validationLogLoss: nil),
    ]
    #expect(try HistoryRow.read(csv: HistoryRow.csv(rows)) == rows)
    #expect(try HistoryRow.read(csv: HistoryRow.csv([])) == [])
    let before = "epoch,step,seconds,trainingLoss,validationAUC,validationLogLoss,clustersChanged\n1,2,0.5,0.1,0.7,,\n"
    #expect(try HistoryRow.read(csv: before).map(\.validationAUC) == [0.7])
  }

  @Test(arguments: ["", "epoch,step\n1,2\n", HistoryRow.header + "\n1,x,1,1,,,\n", HistoryRow.header + "\n1,2,3\n"])
  func damageIsSaidInOneLine(csv: String) throws {
    let error = #expect(throws: HistoryRow.ReadError.self) { try HistoryRow.read(csv: csv) }
    #expect(!(try #require(error).description.contains("\n")))
  }
}
