/// What a layer does to x W + b.
public enum Activation: Sendable {
  case identity
  case relu
}
