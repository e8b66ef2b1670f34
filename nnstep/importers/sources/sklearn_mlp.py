"""scikit-learn's multilayer perceptrons, fitted: MLPClassifier and MLPRegressor."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnstep.errors import NetImportError
from nnstep.harmless_text import visible
from nnstep.importers.first_step import are_alike, first_step
from nnstep.importers.found_net import FoundLayer, FoundLoss, FoundNet, FoundOptimizer, precision_of
from nnstep.importers.import_options import ImportOptions
from nnstep.importers.imported import Imported, Training
from nnstep.importers.net_samples import PLACEHOLDER, placeholder, samples_for
from nnstep.importers.sources.importer import ObjectData, ObjectImporter

_ACTIVATIONS = {"identity": "linear", "logistic": "sigmoid", "tanh": "tanh", "relu": "relu", "softmax": "softmax"}
_OLD = "is scikit-learn a version that computes in another way than 1.9?"
_BIGGEST_AUTO_BATCH = 200
_NO_SQUARES = "scikit-learn prints this error divided by the number of outputs, but its gradients are of this one"


def _take(mlp: Any, data: ObjectData, options: ImportOptions) -> tuple[FoundNet, Training]:
    if not hasattr(mlp, "coefs_"):
        raise NetImportError("this MLP has no weights yet", "fit it first, if only for one step: max_iter=1")
    if data.loss is not None or data.optimizer is not None or options.loss or options.optimizer:
        raise NetImportError("an MLP of scikit-learn has its own loss and solver", "leave the others out")
    net, loss = _net(mlp, options), _loss(mlp)
    assumed = []
    if data.inputs is None or data.targets is None:
        samples = placeholder(net, loss)
        assumed.append(PLACEHOLDER)
    else:
        samples = samples_for(net, loss, np.asarray(data.inputs), _numbers(mlp, np.asarray(data.targets)))
    size = options.batch_size
    if size is None:
        size = min(_BIGGEST_AUTO_BATCH, len(samples)) if mlp.batch_size == "auto" else int(mlp.batch_size)
    if mlp.shuffle and size < len(samples):
        assumed.append("the samples in their order (scikit-learn shuffles them with random numbers of its own)")
    optimizer = _optimizer(mlp, options)
    return net, Training(loss, optimizer, samples, options.epochs, size, tuple(assumed))


def _net(mlp: Any, options: ImportOptions) -> FoundNet:
    last = len(mlp.coefs_) - 1
    layers = tuple(
        FoundLayer(
            f"layer {number + 1}",
            np.array(weights.T),
            np.array(biases),
            _ACTIVATIONS[mlp.out_activation_ if number == last else mlp.activation],
        )
        for number, (weights, biases) in enumerate(zip(mlp.coefs_, mlp.intercepts_, strict=True))
    )
    precision = options.precision or precision_of(*(array.dtype for array in (*mlp.coefs_, *mlp.intercepts_)))
    notes = [f"classes {', '.join(map(str, mlp.classes_))} are numbered from 0"] if _are_named(mlp) else []
    if mlp.loss == "squared_error" and layers[-1].weights.shape[0] > 1:
        notes.append(_NO_SQUARES)
    return FoundNet(type(mlp).__name__, layers, "row", precision, notes=tuple(map(visible, notes)))


def _are_named(mlp: Any) -> bool:
    """Return whether the classes are called anything but 0, 1, 2 ..."""
    return list(getattr(mlp, "classes_", ())) != list(range(len(getattr(mlp, "classes_", ()))))


def _loss(mlp: Any) -> FoundLoss:
    match mlp.loss, mlp.out_activation_:
        case "log_loss", "softmax":
            return FoundLoss("log_loss", "cross-entropy")
        case "log_loss", _:
            return FoundLoss("log_loss", "binary-cross-entropy")
        case "squared_error", _:
            return FoundLoss("squared_error", "half-squared")
        case loss, _:
            hint = "nnstep has squared_error of MLPRegressor, and log_loss of MLPClassifier"
            raise NetImportError(f"nnstep does not have the loss {loss}", hint)


def _numbers(mlp: Any, targets: NDArray[Any]) -> NDArray[Any]:
    """Return targets as numbers: of a classifier the number of each label."""
    if not hasattr(mlp, "classes_") or targets.ndim > 1:
        return targets
    at = {label: number for number, label in enumerate(mlp.classes_.tolist())}
    missing = next((label for label in targets.tolist() if label not in at), None)
    if missing is not None:
        raise NetImportError(f"the MLP was fitted without the class {missing!r}", "leave its samples out")
    return np.array([at[label] for label in targets.tolist()])


def _optimizer(mlp: Any, options: ImportOptions) -> FoundOptimizer:
    rate = float(mlp.learning_rate_init) if options.learning_rate is None else options.learning_rate
    match mlp.solver:
        case "sgd":
            found = _descent(mlp, rate)
        case "adam":
            settings = {"beta1": float(mlp.beta_1), "beta2": float(mlp.beta_2), "eps": float(mlp.epsilon)}
            found = FoundOptimizer("adam", rate, settings, {"bias_correction": "rate"})
        case solver:
            hint = "it has sgd and adam; set mlp.solver = 'sgd' for the net as it is now"
            raise NetImportError(f"nnstep does not have the solver {solver}", hint)
    notes = ["the optimizer begins anew, as fit does; partial_fit would go on with what it has kept"]
    if not mlp.alpha:
        return replace(found, notes=(*found.notes, *notes))
    notes.append(f"alpha = {mlp.alpha:g} is l2 with the penalty λ/(2B): with the usual one, alpha is l2 * batch_size")
    choices = {**found.choices, "penalty": "lambda/(2B)"}
    return replace(found, l2=float(mlp.alpha), choices=choices, notes=(*found.notes, *notes))


def _descent(mlp: Any, rate: float) -> FoundOptimizer:
    if mlp.learning_rate == "invscaling":
        hint = "set mlp.learning_rate = 'constant'"
        raise NetImportError("nnstep does not have the learning rate schedule invscaling", hint)
    notes: tuple[str, ...] = ()
    if mlp.learning_rate == "adaptive":
        notes = ("adaptive keeps the learning rate until the loss stops falling; here it stays constant",)
    if not mlp.momentum:
        return FoundOptimizer("gradient-descent", rate, notes=notes)
    which = "nesterov" if mlp.nesterovs_momentum else "momentum"
    return FoundOptimizer(which, rate, {"mu": float(mlp.momentum)}, notes=notes)


def _agree(mlp: Any, data: ObjectData, _net: FoundNet, found: Imported) -> str:
    if data.inputs is None or data.targets is None:
        return ""
    step = first_step(found.scenario)
    rows = np.asarray(data.inputs)[: len(step.outputs)]
    theirs = mlp.predict_proba(rows) if hasattr(mlp, "classes_") else mlp.predict(rows)
    if step.outputs.shape[1] == 1 and theirs.ndim == 2:
        theirs = theirs[:, 1]  # of two classes, the net gives the second one alone
    if not are_alike(step.outputs, np.asarray(theirs)):
        raise NetImportError("nnstep computes other outputs than scikit-learn, so this net can't be imported", _OLD)
    return "scikit-learn computes the same outputs in the first step"


SKLEARN_MLP = ObjectImporter(
    "an MLPClassifier or MLPRegressor of scikit-learn's",
    ("sklearn.neural_network._multilayer_perceptron.BaseMultilayerPerceptron",),
    _take,
    _agree,
)
