"""Writes fixtures.json: two training steps of each model on a tiny net, in PyTorch, to compare the library with.

    python make_fixtures.py

Needs PyTorch; the tests read fixtures.json and do not. Everything is in float64, gradients come from autograd, and
nothing is shared with the library or with the plain models in Swift. First weights follow from a tensor's name
(`first`), so that Swift can repeat them.
"""

import json
import math
import pathlib

import numpy
import torch

torch.set_default_dtype(torch.float64)

M = 4  # scenarios
DIMENSION = 4
TABLE_ROWS = 30
POOLING = ["sum", "sum", "mean"]
INPUTS = DIMENSION * len(POOLING)
STATISTICS = 3
RATE = 0.01


def draws(seed):
    """Numbers in [0, 1), from a small congruential generator."""
    state = seed
    while True:
        state = (state * 1103515245 + 12345) % 2**31
        yield state / 2**31


def batch(scenarios, seed):
    """Single values in two fields of ten ids each, none to three in the third; and statistics."""
    random = draws(seed)
    values, labels = [], []
    for _ in scenarios:
        interests = [20 + int(10 * next(random)) for _ in range(int(4 * next(random)))]
        values.append([[int(10 * next(random))], [10 + int(10 * next(random))], interests])
        labels.append(int(next(random) < 0.4))
    numbers = [[int(256 * next(random)) / 64 - 2 for _ in range(STATISTICS)] for _ in scenarios]
    return {"values": values, "labels": labels, "scenarios": scenarios, "numbers": numbers}


def first(name, shape):
    """The first numbers of a tensor: a sine whose frequency follows from the name's bytes; in float32's precision."""
    frequency = 1 + sum((k + 1) * byte for k, byte in enumerate(name.encode())) % 97
    count = math.prod(shape)
    x = torch.tensor([math.sin(0.1 * (i + 1) * frequency) for i in range(count)]).reshape(shape)
    if name == "router.centres":
        x = x / x.norm(dim=1, keepdim=True)
    elif name.startswith("normalisation.scale") or (name.endswith(".specific.weight") and name.count(".") == 3):
        x = 1 + 0.3 * x  # factors
    else:
        x = (1 if name == "embedding.table" else 0.5) * x
    return torch.tensor(x.numpy().astype(numpy.float32).astype(numpy.float64))


class Model:
    """Tensors by name and role; subclasses add theirs and say what a row's logit is."""

    def __init__(self, **settings):
        self.settings = {"hidden": [7, 5], **settings}
        self.hidden = self.settings["hidden"]
        statistics = STATISTICS * self.statistics_width if "statistics" in self.settings else 0
        widths = [INPUTS + statistics] + self.hidden + [1]
        self.layers = list(zip(widths, widths[1:]))
        self.tensors, self.roles, self.owners = {}, {}, {}
        if self.width:
            self.add("embedding.table", [TABLE_ROWS, self.width], "embedding", owner="value")
        if self.width and statistics:
            self.add("embedding.statistics", [STATISTICS, self.statistics_width], "other")
        if self.scenarios_matter:
            self.state("scenarios.rows", [0.0] * M)
        self.build()

    scenarios_matter = True
    width, statistics_width = DIMENSION, 2  # of embeddings and of statistics' vectors
    factors = {}  # of learning rates

    def add(self, name, shape, role, owner=None):
        """owner: whose rows alone move a part of the tensor: a value's, a scenario's or a cluster's."""
        self.tensors[name] = first(name, shape).requires_grad_(True)
        self.roles[name], self.owners[name] = role, owner

    def state(self, name, numbers):
        self.tensors[name] = torch.tensor(numbers)
        self.roles[name] = "state"

    def __getitem__(self, name):
        return self.tensors[name]

    def embed(self, batch, name="embedding"):
        """Pooled rows of a table, fields side by side, and behind them the statistics times theirs."""
        fields = []
        for field, pooling in enumerate(POOLING):
            rows = []
            for values in batch["values"]:
                picked = self[f"{name}.table"][torch.tensor(values[field], dtype=torch.long)]
                pooled = picked.mean(0) if pooling == "mean" and values[field] else picked.sum(0)
                rows.append(pooled)
            fields.append(torch.stack(rows))
        if f"{name}.statistics" in self.tensors:
            statistics = torch.tensor(batch["numbers"]).unsqueeze(2)
            fields.append((statistics * self[f"{name}.statistics"]).flatten(1))
        return torch.cat(fields, 1)

    def scenarios(self, batch):
        if not self.scenarios_matter:
            return None
        largest = int(self["scenarios.rows"].argmax())
        return torch.tensor([s if 0 <= s < M else largest for s in batch["scenarios"]])

    def batched(self, x, weight, bias, groups):
        """Each row through the matrix of its group."""
        return torch.einsum("ni,nio->no", x, weight[groups]) + bias[groups]

    def used(self, batch, clusters):
        values = {id for row in batch["values"] for field in row for id in field}
        used = {"value": [i in values for i in range(TABLE_ROWS)]}
        if self.scenarios_matter:
            present = set(self.scenarios(batch).tolist())
            used["scenario"] = [s in present for s in range(M)]
        if clusters is not None:
            present = set(clusters.tolist())
            used["cluster"] = [c in present for c in range(self.settings["clusters"])]
        return used

    def updates(self, batch):
        """State after a step."""
        if not self.scenarios_matter:
            return {}
        counts = torch.bincount(self.scenarios(batch), minlength=M)
        return {"scenarios.rows": self["scenarios.rows"] + counts}


class LogisticRegression(Model):
    kind, scenarios_matter = "lr", False
    width = 0  # of the embeddings
    factors = {"linear.table": 5}

    def build(self):
        self.add("linear.table", [TABLE_ROWS, 1], "embedding", owner="value")
        self.add("linear.bias", [1], "other")
        if "statistics" in self.settings:
            self.add("linear.statistics", [STATISTICS, 1], "other")

    def forward(self, batch, training):
        return self["linear.bias"] + self.embed(batch, "linear").sum(1), 0.0, {}, None


class FactorisationMachine(LogisticRegression):
    kind = "fm"
    width = statistics_width = DIMENSION
    factors = {}

    def forward(self, batch, training):
        logits, *others = super().forward(batch, training)
        e = self.embed(batch)
        e = e.reshape(len(e), -1, DIMENSION)
        products = torch.einsum("nfd,ngd->nfg", e, e)
        return logits + products.triu(diagonal=1).sum((1, 2)), *others


class DNN(Model):
    kind, scenarios_matter = "dnn", False

    def build(self):
        for l, (i, o) in enumerate(self.layers):
            self.add(f"tower.{l}.weight", [i, o], "shared")
            self.add(f"tower.{l}.bias", [o], "shared")

    def forward(self, batch, training):
        x = self.embed(batch)
        for l in range(len(self.layers)):
            x = x @ self[f"tower.{l}.weight"] + self[f"tower.{l}.bias"]
            x = torch.relu(x) if l < len(self.hidden) else x
        return x[:, 0], 0.0, {}, None


class Star:
    """Tensors and pass of W_shared * W_group, b_shared + b_group."""

    @staticmethod
    def build(model, groups, owner):
        for l, (i, o) in enumerate(model.layers):
            model.add(f"tower.{l}.shared.weight", [i, o], "shared")
            model.add(f"tower.{l}.specific.weight", [groups, i, o], "specific", owner)
            model.add(f"tower.{l}.shared.bias", [o], "shared")
            model.add(f"tower.{l}.specific.bias", [groups, o], "specific", owner)

    @staticmethod
    def forward(model, x, groups):
        for l in range(len(model.layers)):
            weight = model[f"tower.{l}.shared.weight"] * model[f"tower.{l}.specific.weight"]
            bias = model[f"tower.{l}.shared.bias"] + model[f"tower.{l}.specific.bias"]
            x = model.batched(x, weight, bias, groups)
            x = torch.relu(x) if l < len(model.hidden) else x
        return x[:, 0]


class ADL(Model):
    kind, scenarios_matter = "adl", False

    def build(self):
        self.state("router.centres", first("router.centres", [self.settings["clusters"], INPUTS]).tolist())
        Star.build(self, self.settings["clusters"], "cluster")

    def forward(self, batch, training):
        e = self.embed(batch)
        with torch.no_grad():
            inherited = self["router.centres"]
            centres = inherited
            for _ in range(3 if training else 1):
                r = torch.softmax(e @ centres.T, 1)
                centres = torch.nn.functional.normalize(r.T @ e, dim=1)
            top = r.topk(2, 1).values
            assert (top[:, 0] - top[:, 1]).min() > 1e-4, "a row lies between two clusters"
            clusters = r.argmax(1)
            updates = {"router.centres": torch.nn.functional.normalize(0.9 * inherited + 0.1 * centres, dim=1)}
        return Star.forward(self, e, clusters), 0.0, updates, clusters


class SharedBottom(Model):
    kind = "shared-bottom"

    def build(self):
        for l, (i, o) in enumerate(self.layers):
            self.add(f"tower.{l}.weight", [M, i, o], "specific", "scenario")
            self.add(f"tower.{l}.bias", [M, o], "specific", "scenario")

    def forward(self, batch, training):
        x = self.embed(batch)
        for l in range(len(self.layers)):
            x = self.batched(x, self[f"tower.{l}.weight"], self[f"tower.{l}.bias"], self.scenarios(batch))
            x = torch.relu(x) if l < len(self.hidden) else x
        return x[:, 0], 0.0, {}, None


class HMoE(Model):
    kind = "hmoe"

    def build(self):
        E = self.experts = self.settings["experts"] or M
        for l, (i, o) in enumerate(self.layers[:-1]):
            self.add(f"expert.{l}.weight", [E, i, o], "specific")
            self.add(f"expert.{l}.bias", [E, o], "specific")
        self.add("gate.weight", [INPUTS, M * E], "other")
        self.add("gate.bias", [M * E], "other")
        self.add("tower.weight", [M, self.hidden[-1], 1], "specific")
        self.add("tower.bias", [M, 1], "specific")
        self.add("label.weight", [M, INPUTS, M], "other", "scenario")
        self.add("label.bias", [M, M], "other", "scenario")

    def forward(self, batch, training):
        e, own = self.embed(batch), self.scenarios(batch)
        x = e.expand(self.experts, -1, -1)
        for l in range(len(self.hidden)):
            x = torch.relu(torch.bmm(x, self[f"expert.{l}.weight"]) + self[f"expert.{l}.bias"][:, None])
        gates = torch.softmax((e @ self["gate.weight"] + self["gate.bias"]).reshape(-1, M, self.experts), 2)
        mixed = torch.einsum("nje,end->njd", gates, x)
        scores = torch.einsum("njd,jd->nj", mixed, self["tower.weight"][:, :, 0]) + self["tower.bias"][:, 0]
        mine = torch.nn.functional.one_hot(own, M).to(scores)
        scores = mine * scores + (1 - mine) * scores.detach()
        a = torch.softmax(self.batched(e, self["label.weight"], self["label.bias"], own), 1)
        return torch.logit((a * torch.sigmoid(scores)).sum(1)), 0.0, {}, None


class PLE(Model):
    kind = "ple"

    def build(self):
        levels, S = self.settings["levels"], self.settings["sharedExperts"]
        L = len(self.hidden)
        self.stacks = [self.layers[L * j // levels : L * (j + 1) // levels] for j in range(levels)]
        width = INPUTS
        for j, stack in enumerate(self.stacks):
            last = j == levels - 1
            for l, (i, o) in enumerate(stack):
                self.add(f"level.{j}.own.{l}.weight", [M, i, o], "specific", "scenario" if last else None)
                self.add(f"level.{j}.own.{l}.bias", [M, o], "specific", "scenario" if last else None)
                self.add(f"level.{j}.shared.{l}.weight", [S, i, o], "shared")
                self.add(f"level.{j}.shared.{l}.bias", [S, o], "shared")
            # The last two levels' gates make a stream that only the scenario's own rows use.
            owner = "scenario" if j >= levels - 2 else None
            self.add(f"level.{j}.gate.weight", [M, width, 1 + S], "other", owner)
            self.add(f"level.{j}.gate.bias", [M, 1 + S], "other", owner)
            if not last:
                self.add(f"level.{j}.sharedGate.weight", [width, M + S], "other")
                self.add(f"level.{j}.sharedGate.bias", [M + S], "other")
            width = stack[-1][1] if stack else width
        self.add("tower.shared.weight", [width], "shared")
        self.add("tower.shared.bias", [1], "shared")
        self.add("tower.specific.weight", [M, width], "specific", "scenario")
        self.add("tower.specific.bias", [M, 1], "specific", "scenario")

    def forward(self, batch, training):
        e, scenario = self.embed(batch), self.scenarios(batch)
        S = self.settings["sharedExperts"]
        streams = e.expand(M, -1, -1)  # one for each scenario, [M, n, width]
        common = e
        for j, stack in enumerate(self.stacks):
            own, shared = streams, common.expand(S, -1, -1)
            for l in range(len(stack)):
                name = f"level.{j}.own.{l}"
                own = torch.relu(torch.bmm(own, self[f"{name}.weight"]) + self[f"{name}.bias"][:, None])
                name = f"level.{j}.shared.{l}"
                shared = torch.relu(torch.bmm(shared, self[f"{name}.weight"]) + self[f"{name}.bias"][:, None])
            gate = torch.bmm(streams, self[f"level.{j}.gate.weight"]) + self[f"level.{j}.gate.bias"][:, None]
            gate = torch.softmax(gate, 2)
            streams = gate[:, :, :1] * own + torch.einsum("mns,snd->mnd", gate[:, :, 1:], shared)
            if j < len(self.stacks) - 1:
                gate = common @ self[f"level.{j}.sharedGate.weight"] + self[f"level.{j}.sharedGate.bias"]
                common = torch.einsum("nm,mnd->nd", torch.softmax(gate, 1), torch.cat([own, shared]))
        x = streams[scenario, torch.arange(len(scenario))]
        weight = self["tower.shared.weight"] + self["tower.specific.weight"][scenario]
        bias = self["tower.shared.bias"] + self["tower.specific.bias"][scenario, 0]
        return (x * weight).sum(1) + bias, 0.0, {}, None


class STAR(Model):
    kind = "star"

    def build(self):
        if self.settings["partitionedNormalisation"]:
            for part in ["scale", "shift"]:
                self.add(f"normalisation.{part}.shared", [INPUTS], "other")
                self.add(f"normalisation.{part}.specific", [M, INPUTS], "other", "scenario")
            self.state("normalisation.mean", [[0.0] * INPUTS] * M)
            self.state("normalisation.variance", [[1.0] * INPUTS] * M)
            # Fresh, somewhat trained, at the cap and beyond it.
            self.state("normalisation.rows", [0.0, 20.0, 9000.0, 8192.0])
        Star.build(self, M, "scenario")
        if self.settings["auxiliaryNetwork"]:
            self.add("auxiliary.scenario", [M, DIMENSION], "other", "scenario")
            self.add("auxiliary.0.weight", [DIMENSION + INPUTS, 32], "other")
            self.add("auxiliary.0.bias", [32], "other")
            self.add("auxiliary.1.weight", [32, 1], "other")
            self.add("auxiliary.1.bias", [1], "other")

    def forward(self, batch, training):
        e, own = self.embed(batch), self.scenarios(batch)
        updates, logits = {}, 0.0
        x = e
        if self.settings["partitionedNormalisation"]:
            mean, variance, rows = (self[f"normalisation.{s}"].clone() for s in ["mean", "variance", "rows"])
            means, variances = mean[own], variance[own]
            for m in own.unique().tolist() if training else []:
                mine = own == m
                n = int(mine.sum())
                mu, var = e[mine].mean(0), e[mine].var(0, unbiased=False)
                with torch.no_grad():
                    w = n / (min(float(rows[m]), 8192) + n)
                    spread = w * (1 - w) * (mean[m] - mu) ** 2
                    variance[m] = (1 - w) * variance[m] + w * var + spread
                    mean[m] = (1 - w) * mean[m] + w * mu
                    rows[m] += n
                if n < 16:
                    mu, var = mean[m].clone(), variance[m].clone()
                means = torch.where(mine[:, None], mu, means)
                variances = torch.where(mine[:, None], var, variances)
            scale = self["normalisation.scale.shared"] * self["normalisation.scale.specific"][own]
            shift = self["normalisation.shift.shared"] + self["normalisation.shift.specific"][own]
            x = (e - means) / torch.sqrt(variances + 1e-5) * scale + shift
            updates = {"normalisation.mean": mean, "normalisation.variance": variance, "normalisation.rows": rows}
        logits = Star.forward(self, x, own)
        if self.settings["auxiliaryNetwork"]:
            y = torch.cat([self["auxiliary.scenario"][own], e], 1)
            y = torch.relu(y @ self["auxiliary.0.weight"] + self["auxiliary.0.bias"])
            logits = logits + (y @ self["auxiliary.1.weight"] + self["auxiliary.1.bias"])[:, 0]
        return logits, 0.0, updates, None


class AdaSparse(Model):
    kind = "adasparse"

    def build(self):
        self.state("pruner.steps", [700.0])
        self.add("pruner.scenario", [M, DIMENSION], "other", "scenario")
        for l, (i, o) in enumerate(self.layers):
            self.add(f"pruner.{l}.weight", [DIMENSION + i, i], "other")
            self.add(f"pruner.{l}.bias", [i], "other")
            self.add(f"tower.{l}.weight", [i, o], "shared")
            self.add(f"tower.{l}.bias", [o], "shared")

    def forward(self, batch, training):
        x, own = self.embed(batch), self.scenarios(batch)
        form, t = self.settings["sparseForm"], float(self["pruner.steps"][0])
        alpha, strength = min(5, 1 + t / 500), min(1, 0.01 * (1 + t / 100))
        penalties = []
        for l in range(len(self.layers)):
            v = torch.cat([self["pruner.scenario"][own], x], 1) @ self[f"pruner.{l}.weight"] + self[f"pruner.{l}.bias"]
            u = torch.sigmoid(alpha * v)
            if form == "scaling":
                gate = 2 * torch.sigmoid(v)
            elif form == "binarisation":
                gate = (u >= 0.25).to(u) + u - u.detach()
            else:
                gate = torch.where(2 * u >= 0.25, 2 * u, 0.0)
            if form != "scaling":
                pruned = (u < 0.25) if form == "binarisation" else (2 * u < 0.25)
                share = float(pruned.to(u).mean())
                soft = share - (u - u.detach()).mean()
                penalties.append(strength * (soft - 0.25) ** 2 if not 0.15 <= share <= 0.35 else torch.tensor(0.0))
            x = (x * gate) @ self[f"tower.{l}.weight"] + self[f"tower.{l}.bias"]
            x = torch.relu(x) if l < len(self.hidden) else x
        penalty = torch.stack(penalties).mean() if penalties else 0.0
        return x[:, 0], penalty, {"pruner.steps": self["pruner.steps"] + 1}, None


def train(model, batches):
    """Adam by hand, so that parts that the batch did not use keep weights and moments, and tables have no momentum."""
    moments = {name: (torch.zeros_like(x), torch.zeros_like(x)) for name, x in model.tensors.items()}
    steps = []
    for step, batch in enumerate(batches, 1):
        labels = torch.tensor(batch["labels"], dtype=torch.float64)
        logits, penalty, updates, clusters = model.forward(batch, training=True)
        loss = torch.nn.functional.binary_cross_entropy_with_logits(logits, labels) + penalty
        names = [name for name in model.tensors if model.roles[name] != "state"]
        gradients = torch.autograd.grad(loss, [model[name] for name in names])
        used = model.used(batch, clusters)
        updates = {**model.updates(batch), **updates}
        with torch.no_grad():
            for name, g in zip(names, gradients):
                w, (m, v) = model[name], moments[name]
                owner = model.owners[name]
                mask = torch.tensor(used[owner]) if owner else torch.tensor([True])
                mask = mask.reshape([-1] + [1] * (w.dim() - 1)) if owner else mask
                beta1 = 0.0 if name.endswith((".table", ".scenario")) else 0.9
                m.copy_(torch.where(mask, beta1 * m + (1 - beta1) * g, m))
                v.copy_(torch.where(mask, 0.999 * v + 0.001 * g * g, v))
                rate = RATE * model.factors.get(name, 1)
                change = rate * (m / (1 - beta1**step)) / (torch.sqrt(v / (1 - 0.999**step)) + 1e-8)
                w -= torch.where(mask, change, 0.0)
            for name, state in updates.items():
                model.tensors[name] = state.detach()
        steps.append({"loss": digits(loss), "logits": digits(logits)})
    return steps


def digits(x):
    """Nine significant digits."""
    return [float(f"{y:.9g}") for y in x.flatten().tolist()] if x.dim() else float(f"{x.item():.9g}")


def main():
    # Scenarios above and below 16 rows, one without rows, a single row, and rows of a scenario that is not known.
    training = [batch([0] * 18 + [1] * 12 + [2] * 10, 1), batch([1] * 17 + [0] * 5 + [3] + [-1], 2)]
    inference = batch([0, 1, 2, 3, -1] * 2, 3)
    models = [
        DNN(),
        ADL(clusters=3),
        SharedBottom(),
        HMoE(experts=0),
        HMoE(experts=3),
        PLE(levels=1, sharedExperts=1),
        PLE(levels=2, sharedExperts=2),
        PLE(levels=3, sharedExperts=1, hidden=[7, 6, 5]),
        STAR(partitionedNormalisation=True, auxiliaryNetwork=True),
        STAR(partitionedNormalisation=False, auxiliaryNetwork=False),
        AdaSparse(sparseForm="binarisation"),
        AdaSparse(sparseForm="scaling"),
        AdaSparse(sparseForm="fusion"),
        LogisticRegression(),
        FactorisationMachine(),
        LogisticRegression(statistics=True),
        FactorisationMachine(statistics=True),
        DNN(statistics=True),
    ]
    runs = []
    for model in models:
        start = {name: digits(x) for name, x in model.tensors.items() if model.roles[name] == "state"}
        start.pop("router.centres", None)
        tensors = [{"name": n, "shape": list(x.shape), "role": model.roles[n]} for n, x in model.tensors.items()]
        steps = train(model, training)
        with torch.no_grad():
            logits, *_ = model.forward(inference, training=False)
        after = {name: digits(x) for name, x in model.tensors.items()}
        runs.append(
            {
                "kind": model.kind,
                "settings": model.settings,
                "tensors": tensors,
                "start": start,
                "steps": steps,
                "after": after,
                "inference": digits(logits),
            }
        )
    fixtures = {"rate": RATE, "training": training, "inference": inference, "runs": runs}
    path = pathlib.Path(__file__).with_name("fixtures.json")
    path.write_text(json.dumps(fixtures, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
