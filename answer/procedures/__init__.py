"""Questions about procedures: which one is meant, and the part of it that is asked for, whole and first."""

from answer.procedures.answering import Answering

__all__ = ["Answering"]
