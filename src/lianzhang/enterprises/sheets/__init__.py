"""The registers of this room as sheets: their columns, declared once for template, import and export."""

from lianzhang.kernel.registers import declare

from .firms import FirmRegister

__all__ = ["REGISTERS"]

REGISTERS = (FirmRegister(),)
for _register in REGISTERS:
    declare(_register)
