"""The registers of this room as sheets: their columns, declared once for template, import and export."""

from lianzhang.kernel.registers import declare_register

from .firms import FirmRegister
from .memberships import MembershipRegister

__all__ = ["REGISTERS"]

REGISTERS = (FirmRegister(), MembershipRegister())
for _register in REGISTERS:
    declare_register(_register)
