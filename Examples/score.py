"""Recomputes what `adl predict RUN LOG.csv` says, with NumPy and PyYAML, from docs/Files.md ("Recomputing a score").

    python3 Examples/score.py RUN LOG.csv > scores.csv        # row,probability; DNN, STAR and ADL

Float64 throughout, a row at a time, to be read and not to be fast.
"""
import csv, json, math, os, struct, sys
import numpy as np, yaml

WRAP, GOLDEN = (1 << 64) - 1, 0x9e3779b97f4a7c15
NOTHING = {"", "nan", "na", "n/a", "null", "none", "nil", "\\n", "<na>", "(null)", "#n/a", "nat"}


# Hashes

def fold(state, word):
    product = (state ^ word) * 0xa0761d6478bd642f
    return (((product >> 64) ^ (product & WRAP)) + state) & WRAP

def finish(state):
    mixed = (state ^ (state >> 32)) * 0xe7037ed1a0b428db & WRAP
    return mixed ^ (mixed >> 29)

def hash_of(data):
    state, whole = GOLDEN ^ len(data), len(data) // 8 * 8
    for i in range(0, whole, 8): state = fold(state, int.from_bytes(data[i:i + 8], "little"))
    return finish(fold(state, int.from_bytes(data[whole:], "little")))

def mix(state):
    z = (state + GOLDEN) & WRAP
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9 & WRAP
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb & WRAP
    return z ^ (z >> 31)


# From cells to rows of the table

def unescaped(text):
    return text.replace("\\\\", "\0").replace("\\n", "\n").replace("\\r", "\r").replace("\\t", "\t").replace("\0", "\\")

def lines(path):
    with open(path, encoding="utf-8", newline="") as file: return file.read().split("\n")[:-1]

class Field:
    def __init__(self, name, feature, path, first):
        self.feature, self.kind, self.first = feature, feature["kind"], first
        self.column, self.buckets = feature.get("of", name), 0
        if self.kind != "number": self.buckets = int(feature.get("buckets", 0))
        cells = [line.split("\t") for line in lines(path)]
        if self.kind == "number": self.edges = [float(start) for _, start in cells[3:]]
        elif not self.buckets: self.rows = {unescaped(value): int(row) for row, _, value in cells[2:]}

    def row(self, value):
        if self.buckets: return 1 + (hash_of(value.encode()) * self.buckets >> 64)
        return self.rows.get(value, 0)

    def values(self, cell):
        """The rows of a cell's values in the field, each with its weight."""
        if self.kind == "number":
            if cell.strip().lower() in NOTHING: return [(0, 1.0)]
            return [(1 + sum(edge <= float(cell) for edge in self.edges), 1.0)]
        if self.kind != "ids": return [(self.row(cell), 1.0)]
        found = []
        for value in cell.split(self.feature.get("separator", ",")):
            value, weight = value.strip(" "), 1.0
            if not value: continue
            if self.feature.get("weighted") == "true":
                value, weight = value.rsplit(":", 1)
                weight = float(weight)
            if value not in self.feature.get("ignore", []): found.append((self.row(value), weight))
        return found

    def pooled(self, values, vectors):
        """The field's vector: `vectors` gives the embedding of a row of the field."""
        total = sum(weight for _, weight in values)
        vector = sum((weight * vectors(row) for row, weight in values), vectors(0) * 0)
        if self.kind == "ids" and self.feature.get("pooling") == "sum": return vector
        return vector / total if total else vector * 0


# Statistics

class Statistics:
    def __init__(self, folder):
        with open(folder + "statistics.json") as file: text = json.load(file)
        self.rate, self.keys, self.counts = text["clickRate"], text["keys"], []
        with open(folder + "statistics.counts", "rb") as file:
            for _ in self.keys:
                values, = struct.unpack("<Q", file.read(8))
                entries = (struct.unpack("<Qff", file.read(16)) for _ in range(values))
                self.counts.append({key: (rows, clicks) for key, rows, clicks in entries})

    def numbers(self, row):
        rates, found = [], []
        logit = lambda p: math.log(min(max(p, 1e-6), 1 - 1e-6) / (1 - min(max(p, 1e-6), 1 - 1e-6)))
        for key, counts in zip(self.keys, self.counts):
            hashes = [hash_of(row[column].encode()) for column in key["columns"]]
            joint = hashes[0]
            for other in hashes[1:]: joint = finish(fold(joint, other))
            n, c = counts.get(joint or 1, (0.0, 0.0))
            base = self.rate if key.get("parent") is None else rates[key["parent"]]
            rates.append((c + key["strength"] * base) / (n + key["strength"]))
            found += [logit(rates[-1]) - logit(base), (math.log1p(n) - key["mean"]) / key["deviation"]]
        return found


# Layers

def relu(x): return np.maximum(x, 0)

def layer(t, name, x, group):
    if name + ".weight" in t: return x @ t[name + ".weight"] + t[name + ".bias"]
    weight, bias = t[name + ".shared.weight"], t[name + ".shared.bias"]
    if name + ".specific.scale" in t:
        return t[name + ".specific.scale"][group] * (x @ weight + bias) + t[name + ".specific.shift"][group]
    return x @ (weight * t[name + ".specific.weight"][group]) + bias + t[name + ".specific.bias"][group]

def tower(t, name, x, group=0):
    last = max(int(key.split(".")[1]) for key in t if key.startswith(name + ".") and key.split(".")[1].isdigit())
    for i in range(last): x = relu(layer(t, f"{name}.{i}", x, group))
    return layer(t, f"{name}.{last}", x, group)[0]

def softmax(s):
    s = np.exp(s - s.max())
    return s / s.sum()


def plain(path):
    """YAML with every value as its text: YAML has other ideas of words such as `on`."""
    with open(path, encoding="utf-8") as file: return yaml.load(file, yaml.BaseLoader)


class Run:
    def __init__(self, folder):
        self.vocabulary = folder + "/vocabulary/"
        self.settings, self.schema = plain(folder + "/run.yaml"), plain(self.vocabulary + "schema.yaml")
        with open(self.vocabulary + "encoding.json", encoding="utf-8") as file: listed = json.load(file)["fields"]
        self.fields, first = [], 0
        for field in listed:
            feature = self.schema["features"][field["name"]]
            self.fields.append(Field(field["name"], feature, self.vocabulary + field["file"], first))
            first += field["rows"]
        self.missing = set(self.schema.get("format", {}).get("missing", []))
        self.scenarios = {unescaped(name): i for i, name in enumerate(lines(self.vocabulary + "scenarios.txt"))}
        self.statistics = Statistics(self.vocabulary) if os.path.exists(self.vocabulary + "statistics.json") else None
        # The tensors of each member of an ensemble.
        self.members = [{} for _ in range(int(self.settings["ensemble"]))]
        with open(folder + "/model.safetensors", "rb") as file:
            header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
            numbers = np.frombuffer(file.read(), "<f4")
        for name, tensor in header.items():
            if name == "__metadata__": continue
            start, end = (offset // 4 for offset in tensor["data_offsets"])
            head, _, rest = name.partition(".")
            member, rest = (int(head[6:]) - 1, rest) if head[:6] == "member" and head[6:].isdigit() else (0, name)
            self.members[member][rest] = numbers[start:end].reshape(tensor["shape"]).astype(np.float64)

    def read(self, path):
        """The rows of a log, with the columns of its side tables."""
        def table(path):
            with open(path, encoding="utf-8", newline="") as file:
                return [{k: "" if v in self.missing else v for k, v in row.items()} for row in csv.DictReader(file)]
        rows = table(path)
        for join in self.schema.get("joins", []):
            on = join["on"] if isinstance(join["on"], dict) else {"log": join["on"], "file": join["on"]}
            side = {row[on["file"]]: row for row in table(os.path.join(os.path.dirname(path), join["file"]))}
            for row in rows:
                found = side.get(row[on["log"]], {})
                for column in next(iter(side.values())): row.setdefault(column, found.get(column, ""))
        return rows

    def scenario(self, row):
        """A row's scenario; None for one that training did not have."""
        columns = self.schema["scenario"]
        cells = [row[c].strip(" \t") or "(empty)" for c in (columns if isinstance(columns, list) else [columns])]
        return self.scenarios.get(" × ".join(cells), self.scenarios.get(cells[0] + " × (others)"))

    def logit(self, t, row):
        values = [field.values(row[field.column]) for field in self.fields]
        table = t["embedding.table"]
        vectors = [f.pooled(v, lambda row: table[f.first + row]) for f, v in zip(self.fields, values)]
        scaled = []
        if "embedding.statistics" in t:
            scaled = [s * v for s, v in zip(self.statistics.numbers(row), t["embedding.statistics"])]
        e = np.concatenate(vectors + scaled)
        model = self.settings["model"]
        if model == "dnn": return tower(t, "tower", e)
        if model == "star": return self.star(t, e, self.scenario(row))
        if model == "adl": return self.adl(t, e, self.seen(t, vectors, values))
        sys.exit(f"{model}: see the page")

    def star(self, t, e, m):
        if m is None: m = int(np.argmax(t["scenarios.rows"]))
        x, n = e, "normalisation."
        if n + "mean" in t:
            scale = t[n + "scale.shared"] * t[n + "scale.specific"][m]
            shift = t[n + "shift.shared"] + t[n + "shift.specific"][m]
            x = scale * (e - t[n + "mean"][m]) / np.sqrt(t[n + "variance"][m] + 1e-5) + shift
        z = tower(t, "tower", x, m)
        if "auxiliary.0.weight" in t: z += tower(t, "auxiliary", np.concatenate([t["auxiliary.scenario"][m], e]))
        return z

    def seen(self, t, vectors, values):
        """The fields' vectors that routers see."""
        if "router.seed" not in t: return vectors
        seed, d = 0, len(vectors[0])
        for number in t["router.seed"].astype("<f4").view("<u4"): seed = (seed << 16 ^ int(number)) & WRAP
        blocks = -(-d // 16)
        def drawn(f, row):
            key = mix((seed + f) & WRAP)
            bits = [mix((key + (row * blocks + q) * GOLDEN) & WRAP) for q in range(blocks)]
            return np.array([2 / 15 * (bits[i // 16] >> 4 * (i % 16) & 15) - 1 for i in range(d)])
        return [field.pooled(v, lambda row: drawn(f, row)) for f, (field, v) in enumerate(zip(self.fields, values))]

    def adl(self, t, e, seen):
        settings, names = self.settings, [name.strip() for name in (self.settings.get("routeOn") or "all").split(",")]
        logits = []
        for v, name in enumerate(names):
            prefix = "router." if len(names) == 1 else f"router.{name}."
            picked = [x for x, f in zip(seen, self.fields) if name == "all" or f.feature.get("group") == name]
            centres = t[prefix + "centres"]
            if settings["router"] == "adaptive":
                d, mean, factors = len(picked[0]), t[prefix + "mean"], t[prefix + "factors"]
                blocks = [slice(f * d, (f + 1) * d) for f in range(len(picked))]
                y = np.concatenate([(x - mean[b]) @ factors[b] for x, b in zip(picked, blocks)])
                y /= np.linalg.norm(y) or 1
                r = softmax(centres @ y / float(settings["routingTemperature"]))
            else:
                r = softmax(centres @ np.concatenate(picked))
            nearest = np.argsort(-r, kind="stable")[: 2 if settings["assignment"] == "top-two" else 1]
            z = [tower(t, "tower", e, v * len(centres) + k) for k in nearest]
            logits.append(np.dot(r[nearest], z) / r[nearest].sum())
        return np.mean(logits)

    def probability(self, row):
        z = np.mean([self.logit(tensors, row) for tensors in self.members])
        return min(max(1 / (1 + math.exp(-z)), 1.1754944e-38), 1 - 2 ** -24)


if __name__ == "__main__":
    run = Run(sys.argv[1])
    print("row,probability")
    for number, row in enumerate(run.read(sys.argv[2])): print(f"{number},{run.probability(row):.9g}")
