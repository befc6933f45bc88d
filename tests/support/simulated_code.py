"""A simulated class of functions: honest students who phrase a right solution differently, and copies of a few."""

import ast
import random

from autograder.demo.answers import MISTAKES, in_another_style, with_mistake
from autograder.demo.simulate import solutions_of

SOLUTIONS = solutions_of("step_by_step")

# The same thing said in another way. Each is as common in published solutions as what it replaces, or nearly.
PHRASES = {
    "zero_pad": [
        (', mode="constant", constant_values=0)', ', "constant")'),
        (', mode="constant", constant_values=0)', ', "constant", constant_values=(0, 0))'),
        (', mode="constant", constant_values=0)', ")"),
    ],
    "conv_single_step": [
        ("Z = Z + b.item()", "Z = Z + float(b.item())"),
        ("Z = Z + b.item()", "Z += b.item()"),
        ("a_slice_prev * W", "np.multiply(a_slice_prev, W)"),
        ("np.sum(s)", "s.sum()"),
        ("Z = Z + b.item()", "Z = Z + np.squeeze(b)"),
    ],
    "conv_forward": [
        ("(n_H_prev - f + 2 * pad) // stride + 1", "int((n_H_prev - f + 2 * pad) / stride) + 1"),
        ("(n_H_prev - f + 2 * pad) // stride + 1", "int((n_H_prev + 2 * pad - f) / stride + 1)"),
        ("(n_H_prev - f + 2 * pad) // stride + 1", "int(np.floor((n_H_prev - f + 2 * pad) / stride)) + 1"),
        ("(n_W_prev - f + 2 * pad) // stride + 1", "int((n_W_prev - f + 2 * pad) / stride) + 1"),
        ("Z = np.zeros((m, n_H, n_W, n_C))", "Z = np.zeros([m, n_H, n_W, n_C])"),
        ("vert_end = vert_start + f", "vert_end = h * stride + f"),
        ("horiz_end = horiz_start + f", "horiz_end = w * stride + f"),
        ("a_prev_pad = A_prev_pad[i]", "a_prev_pad = A_prev_pad[i, :, :, :]"),
        ("W[:, :, :, c]", "W[..., c]"),
        ("b[:, :, :, c]", "b[0, 0, 0, c]"),
    ],
    "pool_forward": [
        ("(n_H_prev - f) // stride + 1", "int(1 + (n_H_prev - f) / stride)"),
        ("(n_W_prev - f) // stride + 1", "int(1 + (n_W_prev - f) / stride)"),
        ("np.max(a_prev_slice)", "a_prev_slice.max()"),
        ("np.mean(a_prev_slice)", "np.average(a_prev_slice)"),
        ("np.zeros((m, n_H, n_W, n_C))", "np.zeros(shape=(m, n_H, n_W, n_C))"),
        ('elif mode == "average":', "else:"),
    ],
    "conv_backward": [
        ("np.zeros(A_prev.shape)", "np.zeros_like(A_prev)"),
        ("np.zeros(A_prev.shape)", "np.zeros((m, n_H_prev, n_W_prev, n_C_prev))"),
        ("np.zeros(W.shape)", "np.zeros((f, f, n_C_prev, n_C))"),
        ("np.zeros(b.shape)", "np.zeros((1, 1, 1, n_C))"),
        ("vert_end = vert_start + f", "vert_end = h * stride + f"),
        ("a_slice * dZ[i, h, w, c]", "dZ[i, h, w, c] * a_slice"),
        ("W[:, :, :, c] * dZ", "W[..., c] * dZ"),
    ],
    "create_mask_from_window": [
        ("x == np.max(x)", "(x == x.max())"),
        ("x == np.max(x)", "np.equal(x, np.max(x))"),
        ("x == np.max(x)", "x >= np.max(x)"),
    ],
    "distribute_value": [
        ("np.full((n_H, n_W), average)", "np.ones(shape) * average"),
        ("np.full((n_H, n_W), average)", "average * np.ones((n_H, n_W))"),
        ("np.full((n_H, n_W), average)", "np.full(shape, average)"),
        ("dz / (n_H * n_W)", "dz / n_H / n_W"),
        ("dz / (n_H * n_W)", "dz / np.prod(shape)"),
    ],
    "pool_backward": [
        ("np.zeros(A_prev.shape)", "np.zeros_like(A_prev)"),
        ("mask * dA[i, h, w, c]", "np.multiply(mask, dA[i, h, w, c])"),
        ("mask * dA[i, h, w, c]", "dA[i, h, w, c] * mask"),
        ("horiz_end = horiz_start + f", "horiz_end = w * stride + f"),
        ("da = dA[i, h, w, c]", "da = dA[i][h][w][c]"),
    ],
}  # fmt: skip


def honest(chance: random.Random, mistakes: float = 0.4) -> dict[str, str]:
    """What an honest student writes: a third the reference word for word, the rest in phrases of their own choice.

    Of those who phrase it themselves, the share `mistakes` makes one.
    """
    kind = chance.random()
    if kind < 1 / 3:
        return dict(SOLUTIONS)
    if kind < 0.45:
        return {name: in_another_style(name) or text for name, text in SOLUTIONS.items()}
    code = {name: _phrased(name, text, chance) for name, text in SOLUTIONS.items()}
    if chance.random() < mistakes:
        name = chance.choice(list(MISTAKES)[:8])
        code[name] = with_mistake(name, SOLUTIONS[name], chance.choice(sorted(MISTAKES[name])))
    return code


def _phrased(name: str, text: str, chance: random.Random) -> str:
    for old, new in PHRASES[name]:
        if chance.random() < 0.3:
            text = text.replace(old, new)
    return text


def copied(code: dict[str, str], chance: random.Random) -> dict[str, str]:
    """Copy a student's functions: every local renamed, statements and functions in another order, reformatted."""
    names = list(code)
    chance.shuffle(names)
    return {name: _disguised(code[name], chance) for name in names}


def _disguised(text: str, chance: random.Random) -> str:
    tree = ast.parse(text)
    function = tree.body[0]
    kept = {argument.arg for argument in function.args.args} if chance.random() < 0.5 else set()
    stored = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    local = {*stored, *(argument.arg for argument in function.args.args)} - kept
    new = {name: f"my_{chance.randrange(10**6)}" for name in sorted(local)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            node.id = new.get(node.id, node.id)
        elif isinstance(node, ast.arg):
            node.arg, node.annotation = new.get(node.arg, node.arg), None
    for node in ast.walk(tree):
        if isinstance(body := getattr(node, "body", None), list):
            _swap_neighbours(body, chance)
    function.body.insert(0, ast.Expr(ast.Constant("All my own work.")))
    return f"# {chance.random()}\n" + ast.unparse(ast.fix_missing_locations(tree)).replace("\n", "\n\n") + "\n"


def _swap_neighbours(body: list[ast.stmt], chance: random.Random) -> None:
    """Exchange neighbouring assignments where neither uses what the other sets."""
    for at in range(len(body) - 1):
        first, second = body[at : at + 2]
        if isinstance(first, ast.Assign) and isinstance(second, ast.Assign) and chance.random() < 0.7:
            names = [
                {n.id: isinstance(n.ctx, ast.Store) for n in ast.walk(s) if isinstance(n, ast.Name)}
                for s in (first, second)
            ]
            if not any(name in names[1] and (stored or names[1][name]) for name, stored in names[0].items()):
                body[at : at + 2] = [second, first]
